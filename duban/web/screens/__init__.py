"""办公台：one module a group of screens, with its `router` and the `WAYS` that it adds to the menu.

None has logic or SQL: each reads the address, calls `duban.services` and draws a template.
"""
