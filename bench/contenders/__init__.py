"""同台者：the same work done by the house's kernels, by its plain judge, and by other people's engines.

`work` makes the work up and says what all must agree on; each other module is one contender; `serve` runs one in a
process of its own, under the Python of its own environment.  Only `duban_*` may import the house: `work`, `serve` and
the others run where it is not installed.
"""
