"""草案：draft packs in the database — begun, saved, given up; every step kept with who took it and when.

A draft is the YAML text of a pack.  Whoever saves says which version he saw: the second of two is told, and keeps what
he typed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import unified_diff
from itertools import islice

from duban.services.counter.deeds import Visit
from duban.services.drafts.plans import document_called
from duban.services.plans import naming, packs, reading, shipped
from duban.services.plans.vetting import at_hand
from duban.services.powers import Deed
from duban.services.showing.paged import mentioning
from duban.services.showing.view import View
from engine.fingerprint import fingerprint
from engine.nouns import Document, Rule
from engine.source import Refused
from rules.load import load_text
from rules.marks import MAX_BYTES
from rules.packs import shipped_file
from rules.writing.dump import dump
from store import documents, drafts, events
from store.drafts import Draft, Stage
from store.events import Entry
from store.session import reading as looking
from store.session import transaction

HEADINGS = {"title": "草案", "stage_zh": "阶段", "said": "最近一步", "by": "谁", "at": "何时", "key": "编号"}
STAGE_ZH = {
    Stage.WRITTEN: "起草中",
    Stage.PROPOSED: "待另一人批准",
    Stage.PUBLISHED: "已发布",
    Stage.DROPPED: "已放弃",
}
MOST_LINES = 400
"""How many lines are shown of what two people wrote differently."""
_PLACE = re.compile(r"^@@ -(\d+).*@@$")
_VERSION = re.compile(r"^version:\s*[\"']?(\d+)\.(\d+)\.(\d+)[\"']?\s*$", re.MULTILINE)


def begun(visit: Visit, sha256: str) -> Draft:
    """Begin a draft of a document on file, its units written as the register has them.

    One that was begun so and that nobody touched since is given again: whoever presses twice has one draft.
    Raises Refused X680 when there is no such document.
    """
    document = document_called(visit, sha256)
    register = naming.registered(visit.database, visit.settings, visit.on)
    pack = reading.drafted_from(document, reading.Wishes(visit.settings.standing))
    text = dump(naming.fitted(pack, register))
    with looking(visit.database, visit.settings.jurisdiction) as session:
        begun_so = (each for each in drafts.listed(session) if each.stage is Stage.WRITTEN and each.text == text)
        before = next(begun_so, None)
    said = f"由《{document.title or document.file}》起草"
    return before or _first(visit, text, pack.title, said, document.sha256)


def taken_over(visit: Visit, name: str) -> Draft:
    """Begin a draft with the text of a shipped pack; the documents that ship with it are kept.

    Raises Refused R407 when there is none of that name.
    """
    visit.viewer.permit(Deed.WRITE_RULES)
    text = shipped.text_of(name)
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        for document in at_hand(shipped.pack_of(name), shipped_file(name).parent):
            documents.put(session, document)
    return _first(visit, text, name, f"取自随附规则包 {name}", cited(text))


def revised(visit: Visit, called: str) -> Draft:
    """Begin the next version of a published pack.  Raises Refused R402 when there is none."""
    visit.viewer.permit(Deed.WRITE_RULES)
    found = packs.shown(visit.database, visit.settings, called)
    text = _VERSION.sub(lambda one: f'version: "{one[1]}.{int(one[2]) + 1}.0"', found.text, count=1)
    return _first(visit, text, found.title, f"修订 {found.name}@{found.version}", cited(text))


def cited(text: str) -> str | None:
    """The digest of the first document that a pack's text cites, if it says one."""
    pack, _ = load_text(text, "")
    return next((source.sha256 for source in pack.sources if source.sha256), None) if pack else None


def listed(visit: Visit, view: View | None = None, *, text: str = "", stage: str = "") -> list[Draft]:
    """The drafts asked for as they are now, or were on the day looked at, the latest touched first."""
    visit.viewer.permit(Deed.WRITE_RULES)
    with looking(visit.database, visit.settings.jurisdiction) as session:
        found = drafts.listed(session, view.until if view and not view.live else None)
    some = [each for each in found if stage in ("", each.stage)]
    return mentioning(some, text, lambda one: (one.title, one.by, one.said))


def rows(found: Sequence[Draft]) -> list[dict[str, object]]:
    """The same as lines of an export."""
    return [{**vars(each), "stage_zh": STAGE_ZH[each.stage]} for each in found]


def steps(visit: Visit, key: str) -> list[Draft]:
    """Every step of a draft, the latest first.  Raises Refused X681 when there is no such draft."""
    draft(visit, key)
    with looking(visit.database, visit.settings.jurisdiction) as session:
        return drafts.steps(session, key)


def as_of(visit: Visit, key: str, version: int) -> Draft:
    """A draft as it was after a step.  Raises Refused X681 when there is no such step."""
    found = next((each for each in steps(visit, key) if each.version == version), None)
    if found is None:
        raise _no_such()
    return found


def source_of(visit: Visit, found: Draft) -> Document | None:
    """The document that a draft was made from, if it is on file."""
    if found.document is None:
        return None
    with looking(visit.database, visit.settings.jurisdiction) as session:
        return documents.get(session, found.document)


def rules_of(text: str) -> tuple[Rule, ...]:
    """The rules of a text; none while it has errors."""
    pack, _ = load_text(text.replace("\r\n", "\n"), "")
    return pack.rules if pack else ()


def draft(visit: Visit, key: str) -> Draft:
    """A draft as it is now.  Raises Refused X681 when there is none."""
    visit.viewer.permit(Deed.WRITE_RULES)
    with looking(visit.database, visit.settings.jurisdiction) as session:
        found = drafts.latest(session, key)
    if found is None:
        raise _no_such()
    return found


def save(visit: Visit, key: str, text: str, *, seen: int, said: str = "修改") -> Draft:
    """Keep a new text of a draft; one that nothing changed in is left as it is.

    Raises Refused X682 when somebody changed it meanwhile, X683 when it is published or given up, X684 when too long.
    """
    now = open_draft(visit, key, seen)
    plain = _plain(text)
    return now if plain == now.text else step(visit, now, text=plain, said=said, stage=Stage.WRITTEN)


def apart(now: Draft, typed: str) -> list[str]:
    """The lines in which what somebody typed and the draft as it is now differ: −theirs, +his own, each with its place.

    Whoever came second sees what saving would undo.
    """
    theirs, own = now.text.splitlines(), typed.replace("\r\n", "\n").splitlines()
    told = islice(unified_diff(theirs, own, n=1, lineterm=""), 2, 2 + MOST_LINES)
    return [_PLACE.sub(r"第 \1 行起：", line) for line in told]


def give_up(visit: Visit, key: str, *, seen: int) -> Draft:
    """Put a draft away for good; its steps stay on file."""
    return step(visit, open_draft(visit, key, seen), stage=Stage.DROPPED, said="放弃")


def open_draft(visit: Visit, key: str, seen: int) -> Draft:
    """A draft that can still be changed, as the visitor saw it.  Raises Refused X682, X683."""
    found = draft(visit, key)
    if found.stage in (Stage.PUBLISHED, Stage.DROPPED):
        raise Refused("X683", f"这份草案{STAGE_ZH[found.stage]}，不能再改；要改请从已发布的规则包另起一份修订")
    if found.version != seen:
        raise _overtaken()
    return found


def step(
    visit: Visit, now: Draft, *, stage: Stage, said: str, text: str | None = None, since: date | None = None
) -> Draft:
    """Take the next step of a draft, told in the log.  Raises Refused X682 when somebody was quicker."""
    written = now.text if text is None else text
    pack, _ = load_text(written, "")
    after = replace(
        now, version=now.version + 1, stage=stage, said=said, text=written, title=pack.title if pack else now.title,
        by=visit.actor.name, account=visit.viewer.account.name, at=visit.now, since=since,
    )  # fmt: skip
    _keep(visit, after)
    return after


def _first(visit: Visit, text: str, title: str, said: str, document: str | None = None) -> Draft:
    account = visit.viewer.account.name
    key = fingerprint("draft", text, account, visit.now.isoformat())[:12]
    pack, _ = load_text(text, "")
    named = pack.title if pack else title
    new = Draft(key, 1, Stage.WRITTEN, said, named, text, document, visit.actor.name, account, visit.now)
    _keep(visit, new)
    return new


def _keep(visit: Visit, draft: Draft) -> None:
    told = {"version": draft.version, "stage": draft.stage.value, "said": draft.said, "account": draft.account}
    with transaction(visit.database, visit.settings.jurisdiction) as session:
        if not drafts.add(session, draft):
            raise _overtaken()
        sha256 = fingerprint(draft.text)
        events.append(session, [Entry(visit.now, draft.by, "draft.step", draft.key, {**told, "text": sha256})])


def _plain(text: str) -> str:
    """A text as a browser sends it, with the line ends that files have."""
    plain = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    if len(plain.encode()) > MAX_BYTES:
        raise Refused("X684", f"文本超过 {MAX_BYTES // 1024 // 1024} MiB，没有保存；请拆成几个规则包")
    return plain


def _overtaken() -> Refused:
    return Refused("X682", "另有人刚刚改过这份草案（见“经过”）；您写的没有存进去，请看过新的文本再定")


def _no_such() -> Refused:
    return Refused("X681", "没有这份草案；请从“草案”页的清单里选")
