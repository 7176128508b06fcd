"""规则包书架：the packs in force, their former versions, those that ship with the house — rule after rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.plans import packs, shipped
from duban.services.plans.shipped import ShippedPack
from duban.services.powers import Deed
from duban.services.showing.ledger import moment_of
from duban.services.showing.paged import mentioning
from duban.services.showing.view import View
from engine.nouns import Rule, RulePack
from rules.writing.wording import said_of, say_set
from store import surveys
from store.packs import PublishedPack
from store.session import reading
from store.surveys import Sought

HEADINGS = {
    "title": "规则包", "name": "名称", "version": "版本", "state_zh": "状态", "published_on": "发布日",
    "published_by": "发布人", "since": "起办日", "sha256": "SHA-256",
}  # fmt: skip
STATE_ZH = {"active": "生效", "superseded": "已被新版取代", "withdrawn": "已废止"}
RULE_ZH = {"draft": "草稿", "needs_review": "待确认", "active": "生效", "suspended": "暂停", "repealed": "废止"}


@dataclass(frozen=True)
class Article:
    """A rule as its page shows it (规则): where it is written, what it asks of whom, and how many duties it laid."""

    rule: Rule
    said: dict[str, str]
    state: str
    duties: int
    bearer: str
    partners: tuple[str, ...]


@dataclass(frozen=True)
class Volume:
    """A pack with its rules; `text` is the very text, `document` the digest of a cited document that is on file."""

    name: str
    version: str
    title: str
    text: str
    articles: tuple[Article, ...]
    published: PublishedPack | None = None
    state: str = ""


def published(visit: Visit, view: View, text: str = "") -> list[dict[str, object]]:
    """The packs asked for that had been published by the day looked at, those in force by then first."""
    visit.viewer.permit(Deed.LOOK)
    found = packs.listed(visit.database, visit.settings)
    if not view.live:
        found = list(_by_then(found, view.seen))
    some = mentioning(found, text, lambda each: (each["title"], each["name"], each["published_by"]))
    return sorted(some, key=lambda each: (each["state"] != "active", str(each["name"])))


def rows(found: Sequence[dict[str, Any]]) -> list[dict[str, object]]:
    """The same as lines of an export."""
    return [{**each, "state_zh": STATE_ZH[each["state"]]} for each in found]


def _by_then(every: Sequence[dict[str, Any]], seen: date) -> Iterator[dict[str, Any]]:
    """The versions published by a day; the last of each pack was in force, unless it is one that was withdrawn."""
    known = [each for each in every if each["published_on"] <= seen]
    last = {each["name"]: each for each in sorted(known, key=lambda each: each["published_on"])}
    for each in known:
        superseded = each["state"] != "withdrawn" and each is not last[each["name"]]
        was_last = each["state"] == "superseded" and each is last[each["name"]]
        yield {**each, "state": "superseded" if superseded else "active" if was_last else each["state"]}


def with_the_house(visit: Visit) -> tuple[ShippedPack, ...]:
    """The packs that ship with the house."""
    visit.viewer.permit(Deed.LOOK)
    return shipped.listed()


def volume(visit: Visit, view: View, called: str) -> Volume:
    """A published pack with its rules.  Raises Refused R402 when there is none of that name."""
    visit.viewer.permit(Deed.LOOK)
    found = packs.shown(visit.database, visit.settings, called)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        pack = Desk(session).book.pack(found.sha256)
        sought = Sought(agencies=visit.viewer.agencies)
        laid: Counter[str] = Counter()
        for cell in surveys.cells(session, sought, moment_of(view)):
            laid[cell.rule] += cell.many
    articles = tuple(_article(pack, rule, laid[rule.id]) for rule in pack.rules)
    return Volume(pack.name, pack.version, pack.title, found.text, articles, found, STATE_ZH[found.state])


def volume_shipped(visit: Visit, name: str) -> Volume:
    """A shipped pack with its rules; nobody owes anything by it yet.  Raises Refused R407 when there is none."""
    visit.viewer.permit(Deed.LOOK)
    text, pack = shipped.text_of(name), shipped.pack_of(name)
    return Volume(pack.name, pack.version, pack.title, text, tuple(_article(pack, rule, 0) for rule in pack.rules))


def _article(pack: RulePack, rule: Rule, duties: int) -> Article:
    bearer, *partners = (say_set(name, pack.sets) for name in (rule.bearer.set, *rule.bearer.cooperate))
    return Article(rule, said_of(rule), RULE_ZH[rule.state], duties, bearer, tuple(partners))
