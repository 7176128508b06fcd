"""接口：the same house for programs — JSON under /api/v1, described at /api/openapi.json.

`caller` says who asks, `words` what is answered, `routes` what may be asked.  A program signs in with the name and
secret of an account and shows the token of its seat at every request (`Authorization: Bearer …`); cookies open nothing
here, so that no page of another host can act through a browser.  Powers and sight are those of the pages.
"""
