"""测速：how fast the house works, on what this folder makes up itself; `make bench` runs it.

Each file times one room.  Absolute times move from machine to machine: compare two runs on the same one.
"""
