"""信里的链接 linking: the address by which a reader signs for a letter, and which letter an address was made for.

A letter's Message-ID is known before the letter is written, so its link stands in the very bytes that are frozen.
"""

import re
from collections.abc import Callable

from itsdangerous import BadSignature

from duban.services.care.keys import drawn_key, good_keys, signer
from duban.settings import Settings
from notifications.wire import with_texts
from store.session import Session

SALT = "receipt"
LINK = re.compile(r"/r/[A-Za-z0-9._-]{20,}")
TOKEN = re.compile(LINK.pattern.encode("ascii"))


def link_of(session: Session, settings: Settings, message_id: str) -> str | None:
    """The address at which the reader of a letter signs for it; None when no public address is set."""
    make_ready(session, settings)
    return links(session, settings)(message_id) or None


def make_ready(session: Session, settings: Settings) -> None:
    """Have the key drawn that links are signed with, if letters are to have links at all."""
    if settings.public_url:
        drawn_key(session)


def links(session: Session, settings: Settings) -> Callable[[str], str]:
    """The link of a letter by its Message-ID; "" when letters have none: no public address is set, no key drawn."""
    keys = good_keys(session) if settings.public_url else []
    if not keys:
        return lambda _: ""
    signing, start = signer(keys, SALT), f"{_address(settings)}/r/"
    return lambda message_id: f"{start}{signing.dumps(message_id.strip('<>'))}"


def list_of(settings: Settings) -> str:
    """Where a reader finds all matters of the agency on the console; "" when no public address is set."""
    return f"{_address(settings)}/mine" if settings.public_url else ""


def linked(session: Session, token: str) -> str:
    """The Message-ID that a link was made for; "" when it is none of ours."""
    keys = good_keys(session)
    try:
        named = signer(keys, SALT).loads(token) if keys else ""
    except BadSignature:
        named = ""
    return f"<{named}>" if named else ""


def without_links(text: str) -> str:
    """The text of a letter for other eyes than its reader's: who has the link could sign in the reader's place."""
    return LINK.sub("/r/…", text)


def blanked(mime: bytes) -> bytes:
    """The bytes of a letter for other eyes than its reader's: each sign of the link's token is an x.

    Whoever puts the token back has the bytes that were sent, to the last one; their digest is known.
    """
    return with_texts(mime, lambda text: TOKEN.sub(lambda found: b"/r/" + b"x" * (len(found[0]) - 3), text))


def _address(settings: Settings) -> str:
    return settings.public_url.rstrip("/")
