"""网页：the doors that open in a browser; no SQL and no business logic, every page asks a service.

`app` puts the house together; `front` is what every request passes through; `pages` draws; `deps` says what a router
may lean on; then one router module a group of screens, its pages in `templates/` under the same name.
"""
