"""统一身份认证：signing in through the house's own portal — what it says, whom we know by it, how one enters."""
