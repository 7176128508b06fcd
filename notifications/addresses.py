"""邮箱地址 addresses: what counts as one mail address; ASCII only, since not every server speaks SMTPUTF8."""

import re

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def is_address(text: str) -> bool:
    """Whether `text` is exactly one address, with nothing around it."""
    return _ADDRESS.fullmatch(text) is not None
