"""密钥：the secret of this installation, drawn by chance and kept in its database; the one place of chance.

What is signed with it — a receipt link, an address of a calendar, a ticket to the portal — holds until the key is drawn
anew and the former one is revoked.  New things are signed with the newest key; a former one still opens what it signed.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from itsdangerous import URLSafeSerializer
from sqlalchemy import Engine

from duban.settings import Settings
from store import events
from store import settings as kept
from store.events import Entry
from store.session import Session, transaction

SIGNING, FORMER = "key.signing", "key.former"
MOST_FORMER = 3
BYTES = 32


def signing_key(session: Session) -> str:
    """The key that links are signed with; "" when none was drawn yet, and then no link is good."""
    return kept.get(session, SIGNING) or ""


def good_keys(session: Session) -> list[str]:
    """Every key that opens what it signed, the one to sign with last; none when none was drawn yet."""
    held = kept.listed(session)
    newest = held.get(SIGNING, "")
    return [*held.get(FORMER, "").split(), newest] if newest else []


def drawn_key(session: Session) -> str:
    """The key that links are signed with, drawn now if there is none."""
    found = signing_key(session)
    if not found:
        found = secrets.token_urlsafe(BYTES)
        kept.put(session, SIGNING, found)
    return found


def signer(keys: Sequence[str], salt: str) -> URLSafeSerializer:
    """What signs things of one kind with the last of the keys and knows again what any of them signed."""
    return URLSafeSerializer(list(keys), salt=salt)


def renew(database: Engine, settings: Settings, *, revoke: bool, by: str, now: datetime) -> int:
    """Draw a new key; the former ones are good for what they signed, or with `revoke` for nothing.

    Answers how many former keys are still good.
    """
    with transaction(database, settings.jurisdiction) as session:
        former = [] if revoke else good_keys(session)[-MOST_FORMER:]
        kept.put(session, FORMER, " ".join(former))
        kept.put(session, SIGNING, secrets.token_urlsafe(BYTES))
        told = {"revoked": revoke, "former": len(former)}
        events.append(session, [Entry(now, by, "house.key_renewed", "key", told)])
    return len(former)
