"""Drafting a rule pack from a document (起草规则包): every task becomes something, and nothing is published.

A duty that can be measured becomes a rule, cited word for word; a task without one is asked after every half year.
Every rule needs review, and says what is open.  Where an answer suggests itself the draft is written that way and the
question ends in （拟按：…）.  The same document always gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Literal, TypeAlias

from engine.nouns import (
    Bearer,
    Citation,
    Clause,
    Document,
    Duty,
    Manual,
    Question,
    Rule,
    RulePack,
    SetTerm,
    SourceFile,
    WindowTerm,
)
from grammar.limit import limited
from rules.convert import with_shipped
from rules.drafting.charges import SetBook, bearer_of, with_leads
from rules.drafting.readings import reading_of, years_of
from rules.drafting.yardsticks import recipients_of

SOURCE = "doc"
PROPOSED = "（拟按："
DRAFT = "（草稿）"
LADDER = "standard"
Every: TypeAlias = Literal["year", "half", "quarter", "month"]
EVERY_ZH: dict[Every, str] = {"year": "每年", "half": "每半年", "quarter": "每季度", "month": "每月"}
_LONGEST_TITLE = 40
_LONGEST_QUOTE = 120


def draft(document: Document, duties: Sequence[Duty], file: str | None = None, standing: Every = "half") -> RulePack:
    """A draft pack of `document`; `file` is where the pack will find it, by default beside itself.

    What no machine can test is asked after as often as `standing` says.
    """
    book = SetBook()
    document = with_leads(document)
    drafted = (rule for item in numbered_clauses(document) for rule in _rules(document, *item, duties, book))
    rules = tuple(_paced(rule, standing) for rule in drafted)
    return RulePack(
        name=f"draft.{document.sha256[:12]}",
        version="0.1.0",
        title=f"{document.title or PurePath(document.file).stem}{DRAFT}",
        rules=rules,
        sources=(_source(document, file or PurePath(document.file).name),),
        sets=_used(rules, book),
        ladders=with_shipped(rules, {}),
        issuer=document.issuer,
        effective=(document.issued_on, None) if document.issued_on else None,
    )


def _paced(rule: Rule, standing: Every) -> Rule:
    """A rule that a person judges, judged as often as the office chose."""
    if rule.manual is None or standing == "half":
        return rule
    review = tuple(text.replace(EVERY_ZH["half"] + "判定", EVERY_ZH[standing] + "判定") for text in rule.review)
    return replace(rule, manual=replace(rule.manual, every=standing), review=review)


def numbered_clauses(document: Document) -> Iterator[tuple[str, Clause]]:
    """Each clause with its number: t001 for tasks, p001 for passages between them."""
    counts = {"t": 0, "p": 0}
    for clause in document.clauses:
        kind = "t" if clause.is_task else "p"
        counts[kind] += 1
        yield f"{kind}{counts[kind]:03d}", clause


def _rules(document: Document, number: str, clause: Clause, duties: Sequence[Duty], book: SetBook) -> Iterator[Rule]:
    own = [duty for duty in duties if clause.start <= duty.start < clause.end and duty.clause == clause.id]
    limit = limited(clause, _first_sentence(clause.text)) if clause.is_task else None
    for n, duty in enumerate(own, 1):
        yield _of_duty(document, f"{number}.d{n}", clause, _within(duty, limit), book)
    if own or not clause.is_task:
        return
    yield _of_duty(document, number, clause, limit, book) if limit else _of_task(number, clause, book)


def _within(duty: Duty, limit: Duty | None) -> Duty:
    """A figure printed without a day is due by the limit of its task: 新增学位500个 … 完成时限：8月底前."""
    if limit is None or duty.period is not None or duty.kind not in ("other_quantified", "ratio"):
        return duty
    kind = "count_by_deadline" if duty.kind == "other_quantified" else duty.kind
    return replace(duty, kind=kind, period="once", window=limit.window, questions=(*duty.questions, *limit.questions))


def _of_duty(document: Document, name: str, clause: Clause, duty: Duty, book: SetBook) -> Rule:
    """The rule of one duty; one that no machine can test is asked after, together with its questions."""
    reading = reading_of(duty, name, document.issued_on)
    bearer, unnamed = bearer_of(clause.charge, duty, book)
    asked = tuple(said(question) for question in (*duty.questions, *reading.questions))
    citation = Citation(SOURCE, place_of(clause), duty.quote)
    title = _short(duty.action or duty.quote)
    if reading.test is None or reading.window is None:
        return _asked_after(name, title, citation, bearer, (*asked, *unnamed), duty.strength)
    return Rule(
        id=name,
        title=title,
        citation=citation,
        strength=duty.strength,
        bearer=bearer,
        test=reading.test,
        review=tuple(dict.fromkeys((*asked, *unnamed))),
        effective=years_of(duty, document.issued_on) or _in_force(document, reading.window),
        to=recipients_of(duty),
        window=reading.window,
        due=reading.due,
        ladder=LADDER,
    )


def _in_force(document: Document, window: WindowTerm) -> tuple[date, date | None] | None:
    """From when a rule of an undated document is in force: from the beginning of its only window."""
    start = window.once.start if window.once and document.issued_on is None else None
    return (start, None) if isinstance(start, date) else None


def _of_task(name: str, clause: Clause, book: SetBook) -> Rule:
    bearer, unnamed = bearer_of(clause.charge, None, book)
    quote = _first_sentence(clause.text)
    return _asked_after(name, _short(quote), Citation(SOURCE, place_of(clause), quote), bearer, unnamed)


def _asked_after(
    name: str, title: str, citation: Citation, bearer: Bearer, review: tuple[str, ...], strength: str = "must"
) -> Rule:
    """A duty that the office judges by hand, every half year."""
    ask = f"请报送“{title}”的进展与佐证，由督办专员判定"
    return Rule(
        id=name,
        title=title,
        citation=citation,
        strength=strength,  # type: ignore[arg-type]
        bearer=bearer,
        manual=Manual(ask, every="half"),
        review=review,
        ladder=LADDER,
    )


def place_of(clause: Clause) -> str:
    """Where a clause stands, by its number and, where the file counts them, by page, paragraph or row."""
    return f"{clause.id}（{clause.anchor}）" if clause.anchor else clause.id


def numbered(locator: str) -> str:
    """The number of a clause in a place, which a new edition may print on another page."""
    return re.sub("（[^（）]*）$", "", locator)


def said(question: Question) -> str:
    """A question as a rule's review says it, with the answer that suggests itself."""
    return f"{question.text}{PROPOSED}{question.proposal}）" if question.proposal else question.text


def _used(rules: Sequence[Rule], book: SetBook) -> dict[str, SetTerm]:
    """The sets that rules name, in the order in which they were met."""
    named = sets_named(rules)
    return {name: term for name, term in book.sets.items() if name in named}


def sets_named(rules: Sequence[Rule]) -> set[str]:
    """The names under which rules speak of their bearers and partners."""
    return {name for rule in rules for name in (rule.bearer.set, *rule.bearer.cooperate)}


def _source(document: Document, file: str) -> SourceFile:
    return SourceFile(
        id=SOURCE,
        file=file,
        sha256=document.sha256,
        doc_no=document.doc_number,
        issued=document.issued_on,
        script="zh-Hant" if document.script == "traditional" else "zh-Hans",
    )


def _first_sentence(text: str) -> str:
    """The beginning of a clause up to the end of a sentence, word for word and not too long."""
    found = re.match(r"\s*(.+?[。！？；;]|.+)", text, re.DOTALL)
    sentence = found[1].strip() if found else text.strip()
    if len(sentence) <= _LONGEST_QUOTE:
        return sentence
    cut = max(sentence.rfind(mark, 0, _LONGEST_QUOTE) for mark in "，,：:")
    return sentence[:cut] if cut > 0 else sentence


def _short(text: str) -> str:
    plain = " ".join(text.split()).strip("。；;，, ")
    return plain if len(plain) <= _LONGEST_TITLE else f"{plain[:_LONGEST_TITLE]}…"
