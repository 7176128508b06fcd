"""密钥：the secret of this installation, drawn by chance once and kept in its database; the one place of chance.

What is signed with it — a receipt link, a session — holds until the key is drawn anew.
"""

import secrets

from store import settings as kept
from store.session import Session

SIGNING = "key.signing"


def signing_key(session: Session) -> str:
    """The key that links are signed with; "" when none was drawn yet, and then no link is good."""
    return kept.get(session, SIGNING) or ""


def drawn_key(session: Session) -> str:
    """The key that links are signed with, drawn now if there is none."""
    found = signing_key(session)
    if not found:
        found = secrets.token_urlsafe(32)
        kept.put(session, SIGNING, found)
    return found
