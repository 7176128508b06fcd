"""办公台：how fast the pages of the console answer over a register of so many duties of two thousand agencies.

`python -m bench console N [folder]` founds it in the folder (kept, and used again when it is there) and prints a table.
"""
