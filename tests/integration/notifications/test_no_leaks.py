"""Promise 11: no recipient sees another's address or case — offices drawn by chance, every mail taken apart again.

Who is meant, what is folded into whose digest, and the bytes are those of the house; what each may see is reckoned
here once more, from the roster alone.  The offices of `DUBAN_TRUST=full` write more than a million mails.
"""

import random
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from engine.nouns import Agency, Delegation, Person, Roster
from notifications.audience import recipients
from notifications.bundle import Line, digests
from notifications.official import Envelope, Sender, message_id, mime_bytes
from notifications.papers import DigestView, Group, ItemView
from notifications.render import Rendered, render_digest, render_letter, with_link
from notifications.wording.samples import OFFICE, letter
from tests.trials import numbers, told

PART, WHOLE = 130, 64_000
"""So many offices write two thousand mails, and a million."""
DAY = date(2026, 3, 10)
NINE = datetime(2026, 3, 10, 9, tzinfo=timezone(timedelta(hours=8)))
SENDER = Sender(OFFICE.name, "duban@qinghe.example", "qinghe.example")
POSTS = ("contact", "deputy", "head", "office")
PAPERS = ("催办通知书", "督办通知单", "约谈通知书")
CASE, ADDRESS = re.compile(r"CASE-(\d+)-\d+"), re.compile(r"p\d+-\d+@x\.example")
PARTS = re.compile(rb"Content-Transfer-Encoding: base64\r\n\r\n((?:[A-Za-z0-9+/=]+\r\n)+)")


def drawn(dice: random.Random) -> Roster:
    """Agencies with people, some of whom have left, have no address, or have handed their business to somebody."""
    agencies = tuple(Agency(f"A{n}", f"第{n}单位") for n in range(dice.randint(2, 12)))
    people = tuple(
        Person(
            f"{each.id}-{post}", f"{each.name}{post}", each.id, post, f"p{each.id[1:]}-{place}@x.example",
            until=DAY if dice.random() < 0.1 else None,
        )
        for each in agencies
        for place, post in enumerate(POSTS)
        if dice.random() < 0.8
    )  # fmt: skip
    people = tuple(replace(one, email=None) if dice.random() < 0.05 else one for one in people)
    orders = [dice.sample(people, 2) for _ in range(dice.randint(0, 3)) if len(people) > 1]
    handed = tuple(Delegation(of.id, to.id, DAY - timedelta(1)) for of, to in orders)
    return Roster(agencies, people, delegations=handed)


def may_see(roster: Roster) -> dict[str, set[str]]:
    """The agencies whose cases each address may be told of: one's own, and those of whoever one answers for."""
    seen = {one.email: {one.agency[1:]} for one in roster.people if one.email}
    owner = {one.id: one for one in roster.people}
    for _ in roster.delegations:  # one may answer for somebody who answers for a third
        for order in roster.delegations:
            of, to = owner[order.of], owner[order.to]
            if to.email:
                seen[to.email] |= seen[of.email] if of.email else {of.agency[1:]}
    return seen


def mails(dice: random.Random, roster: Roster) -> Iterator[tuple[str, bytes]]:
    """What goes out on a day: the digests of everyone meant, and a formal paper for some agencies."""
    bad = {one.email for one in roster.people if one.email and dice.random() < 0.05}
    lines: list[Line] = []
    for agency in roster.agencies:
        number = agency.id[1:]
        for count in range(dice.randint(0, 5)):
            case = f"CASE-{number}-{count}"
            item = ItemView(
                case, case, f"工作{case}", agency.name, "2026年", DAY + timedelta(dice.randint(-9, 40)),
                dice.choice(list(Group)), 3, f"《方案》{case}", missing=case,
            )  # fmt: skip
            roles = tuple(dice.sample(POSTS, dice.randint(1, 3)))
            meant = recipients(roles, agency=agency.id, roster=roster, on=DAY, bad=bad).people
            lines += [Line(one.email, DAY, item) for one in meant if one.email]
        if dice.random() < 0.3:
            paper = letter(dice.choice(PAPERS), f"CASE-{number}-9")
            rendered = render_letter(replace(paper, agency=agency.name, matter=f"CASE-{number}-9", cc=()))
            for one in recipients(("contact", "deputy"), agency=agency.id, roster=roster, on=DAY, bad=bad).people:
                yield str(one.email), frozen(str(one.email), one.name, rendered)
    for each in digests(lines, dice.choice((2, 50))):
        view = DigestView("某", "某单位", DAY, each.items, OFFICE, len(each.rest))
        yield each.recipient, frozen(each.recipient, "某", render_digest(view))


def frozen(recipient: str, name: str, rendered: Rendered) -> bytes:
    known_as = message_id(recipient, rendered.subject, SENDER.domain)
    linked = with_link(rendered, f"https://duban.example/r/{known_as[1:30]}")
    return mime_bytes(Envelope(SENDER, recipient, name, known_as, known_as[1:17], NINE), linked)


def leaks(recipient: str, mime: bytes, allowed: set[str]) -> list[str]:
    """What in a mail its reader should not have seen: addresses, and cases of other agencies."""
    head, _, _ = mime.partition(b"\r\n\r\n")
    parts = [b64decode(body).decode("utf-8") for body in PARTS.findall(mime)]
    assert len(parts) == 2
    said = "\n".join([head.decode("ascii"), *parts])
    others = [each for each in ADDRESS.findall(said) if each != recipient]
    assert f"To: {recipient}" in said or f"<{recipient}>" in said
    return others + [f"CASE-{number}" for number in CASE.findall(said) if number not in allowed]


def test_no_mail_shows_its_reader_an_address_or_a_case_of_others() -> None:
    read, offices = 0, numbers(PART, WHOLE)
    for office in told(offices):
        dice = random.Random(office)
        roster = drawn(dice)
        allowed = may_see(roster)
        for recipient, mime in mails(dice, roster):
            assert leaks(recipient, mime, allowed[recipient]) == [], (office, recipient)
            read += 1
    print(f"offices {offices.start} to {offices.stop - 1}: {read} mails, no leak")
    assert read > 10 * len(offices)


def test_a_line_in_the_wrong_digest_would_be_found() -> None:
    item = ItemView("n", "CASE-2-1", "工作CASE-2-1", "第2单位", "2026年", DAY, Group.TODAY, 0, "《方案》")
    (each,) = digests([Line("p1-0@x.example", DAY, item)])
    mime = frozen(each.recipient, "某", render_digest(DigestView("某", "某单位", DAY, each.items, OFFICE)))
    assert "CASE-2" in leaks(each.recipient, mime, {"1"})
    copied = replace(item, missing="请问 p2-0@x.example")
    (each,) = digests([Line("p1-0@x.example", DAY, copied)])
    mime = frozen(each.recipient, "某", render_digest(DigestView("某", "某单位", DAY, each.items, OFFICE)))
    assert "p2-0@x.example" in leaks(each.recipient, mime, {"2"})
