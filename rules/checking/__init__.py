"""检查 checking: what is wrong with a pack beyond its shape; `checks` is the way in, each other module one mistake."""
