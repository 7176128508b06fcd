"""柜台：what people do at the console — each deed let through for who may and whose it is, then done by its service.

What the workflow allows to a role is the workflow's to say; here nobody acts on what he may not see.
"""
