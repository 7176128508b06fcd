"""逐条确认：the questions of a draft with the sentence, the reading proposed and its next days; answers become rules.

An answer is a step of the draft, told in the log with who gave it and when; dates that it settles say so in the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from duban.services.counter.deeds import Visit
from duban.services.drafts.keeping import draft, open_draft, step
from duban.services.plans.reviewing import Asked, asked_about, waiting
from engine.nouns import RulePack
from engine.source import Refused, Source, errors
from rules.drafting.answers import Answer, answered, field_of
from rules.drafting.draft import PROPOSED
from rules.drafting.settle import accept_proposals
from rules.load import load_text
from rules.marks import Json, read_text
from rules.writing.dump import dump
from rules.writing.wording import say_set
from store.drafts import Draft, Stage

PAGE = 10
FIELDS = ("set", "role", "per", "window.every", "due.by", "due.boundary")
"""What is most often answered otherwise; each has a field of its own on the form."""
SAID = {"周期末日": "end"}
"""What the rule language calls a value that is written in Chinese."""
ABOUT_ANSWERS = ("X682", "X683", "X686", "X687", "X688", "X689")
"""Why an answer was not taken: told beside the form that it came from."""


@dataclass(frozen=True)
class Questions:
    """A page of the questions of a draft: those shown, and how many wait, have a proposal, and are answered."""

    asked: tuple[Asked, ...]
    waiting: int
    proposed: int
    settled: int
    page: int
    sets: tuple[tuple[str, str], ...] = ()
    """The sets of the pack: what each is named and what it is called."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.waiting // PAGE))


def loaded(found: Draft) -> RulePack:
    """The pack of a draft.  Raises Refused X685 when its text has errors."""
    pack, problems = load_text(found.text, found.title)
    if pack is None:
        raise Refused("X685", "草案的文本有错误，先不能往下走；请到“文本”页改正", errors(problems))
    return pack


def questions(visit: Visit, key: str, *, page: int = 1, rule: str = "") -> Questions:
    """The rules of a draft that wait for an answer, so many at a time; with `rule` that one alone."""
    pack = loaded(draft(visit, key))
    open_ = waiting(pack)
    place = max(1, min(page, -(-len(open_) // PAGE)))
    shown = [each for each in open_ if each.id == rule] or open_[(place - 1) * PAGE : place * PAGE]
    asked = tuple(asked_about(pack, each, visit.on) for each in shown)
    proposed = sum(all(PROPOSED in question for question in each.review) for each in open_)
    sets = tuple((name, say_set(name, pack.sets)) for name in sorted(pack.sets))
    return Questions(asked, len(open_), proposed, len(pack.rules) - len(open_), place, sets)


def answer(visit: Visit, key: str, rule: str, fields: Mapping[str, Json], *, seen: int) -> Draft:
    """Take the proposed reading of a rule, changed in these fields.

    Raises Refused X686 with why it cannot be, and then nothing is kept.
    """
    found = open_draft(visit, key, seen)
    pack = loaded(found)
    given = Answer(rule, not fields, dict(fields), visit.actor.name, visit.on, Source(rule))
    settled, problems = answered(pack, [given])
    if errors(problems):
        raise Refused("X686", "这个答复写不进去，没有改动；请按提示改正", errors(problems))
    told = "；".join(f"{name}={value}" for name, value in fields.items()) or "照拟定读法"
    return step(visit, found, stage=Stage.WRITTEN, said=f"答复 {rule}：{told}", text=_spelt(settled, found))


def accept_all(visit: Visit, key: str, *, seen: int) -> Draft:
    """Take every reading as proposed whose questions all have a proposal.  Raises Refused X687 when there is none."""
    found = open_draft(visit, key, seen)
    pack = loaded(found)
    settled = accept_proposals(pack, visit.actor.name, visit.on)
    done = len(waiting(pack)) - len(waiting(settled))
    if not done:
        raise Refused("X687", "没有可以照拟定读法接受的规则；请逐条答复")
    return step(visit, found, stage=Stage.WRITTEN, said=f"照拟定读法接受 {done} 条", text=_spelt(settled, found))


def leave_out(visit: Visit, key: str, rule: str, *, seen: int) -> Draft:
    """Take a rule out of a draft: nobody has to do what it says.  Raises Refused X688 for the last one."""
    found = open_draft(visit, key, seen)
    pack = loaded(found)
    left = tuple(each for each in pack.rules if each.id != rule)
    if not left or len(left) == len(pack.rules):
        raise Refused("X688", "删不了这一条：草案里没有它，或只剩它一条；请刷新后再看，不要整份草案可以放弃")
    return step(visit, found, stage=Stage.WRITTEN, said=f"删去 {rule}", text=_spelt(replace(pack, rules=left), found))


def fields_from(form: Mapping[str, str], more: str) -> dict[str, Json]:
    """The fields of an answer as a form has them: those with a field of their own, then lines such as to=[市政府].

    Raises Refused X689 for a line that cannot be read.
    """
    written = ((name, form.get(name, "").strip()) for name in FIELDS)
    lines = [f"{name}={SAID.get(value, value)}" for name, value in written if value]
    lines += [line.strip() for line in more.splitlines() if line.strip()]
    return dict(_field(line) for line in lines)


def _field(line: str) -> tuple[str, Json]:
    name, equals, value = line.partition("=")
    if name.strip() == "set" and "、" in value and not value.strip().startswith("["):
        line = f"{name}{equals}[{'，'.join(value.split('、')).replace('，', ', ')}]"
    try:
        return field_of(line)
    except ValueError:
        raise Refused("X689", f"看不懂“{line}”；请写成 字段=值，如 due.by=03-01") from None


def _spelt(pack: RulePack, found: Draft) -> str:
    """The text of a pack, its parts in the order and words of the draft that it comes from."""
    written, _ = read_text(found.text, "")
    return dump(pack, written.value if written else None)
