"""Answering what a draft asks (答复): a file of answers, rule by rule, turned into rules that are active.

by: 王某
date: "2026-03-02"
t007.d2: {accept: true}                       the proposed reading holds
t012:    {set: [区司法局], window.every: year}   these fields say what holds; nothing else stays open
"""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from engine.nouns import Rule, RulePack, SetTerm
from engine.source import Problem, Source
from rules.convert import rule_of, with_shipped
from rules.drafting.draft import sets_named
from rules.drafting.settle import accepted, phases_with, settled, title_of
from rules.marks import Json, Place, Written, read, read_text
from rules.schema import part_problems, shape_problems
from rules.writing.spell import spell_rule

_SCHEMA = Path(__file__).with_name("answers.schema.yaml")
_SHORT = {name: f"bearer.{name}" for name in ("set", "role", "per", "cooperate")}
_ABOUT_ANSWER = ("accept", "by", "date")


@dataclass(frozen=True)
class Answer:
    """What someone decided about one rule."""

    rule: str
    accept: bool
    fields: Mapping[str, Json]
    by: str | None = None
    on: date | None = None
    source: Source = Source("")


def read_answers(path: Path) -> tuple[tuple[Answer, ...], tuple[Problem, ...]]:
    """The answers in a file, and every problem of its writing; no answers when there is one."""
    written, _, problems = read(path)
    if written is None:
        return (), tuple(problems)
    problems += shape_problems(written, _SCHEMA)
    if problems:
        return (), tuple(sorted(problems))
    text = written.value
    rules = [name for name, value in text.items() if isinstance(value, dict)]
    return tuple(_answer(written, name) for name in rules), ()


def _answer(written: Written, name: str) -> Answer:
    text = written.value
    said = text[name]
    on = said.get("date", text.get("date"))
    return Answer(
        rule=name,
        accept=said.get("accept", False),
        fields={key: value for key, value in said.items() if key not in _ABOUT_ANSWER},
        by=said.get("by", text.get("by")),
        on=date.fromisoformat(on) if on else None,
        source=written.key_source((), name),
    )


def field_of(text: str) -> tuple[str, Json]:
    """One field as a person types it: due.by=03-01, window.every=year, set=[区司法局, 区财政局], due.vague=null.

    Raises ValueError when there is no = or the value is not well formed.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(text)
    written, problems = read_text(f"value: {_quoted(value.strip())}\n", "")
    if written is None or problems:
        raise ValueError(text)
    return name.strip(), written.value["value"]


def _quoted(value: str) -> str:
    """A value as YAML: what is not a list, a mapping, true, false or null is a text, quoted or not."""
    plain = value.startswith(("[", "{", '"', "'")) or value in ("true", "false", "null")
    return value if plain else json.dumps(value, ensure_ascii=False)


def answered(pack: RulePack, answers: Sequence[Answer]) -> tuple[RulePack, tuple[Problem, ...]]:
    """The pack with the answers put in, and the answers that could not be; those leave their rule as it was."""
    rules, sets, phases = {rule.id: rule for rule in pack.rules}, dict(pack.sets), pack.phases
    drafted = sets_named(pack.rules)
    problems: list[Problem] = []
    for answer in answers:
        if answer.rule not in rules:
            problems.append(Problem(answer.source, "R601", f"没有编号为“{answer.rule}”的规则；请对照草稿核对编号"))
            continue
        rule, found = _put_in(rules[answer.rule], answer, sets)
        problems += found
        staged = None if rule is None else phases_with(rule, phases, answer.by, answer.on)
        if rule is not None and staged is not None:
            rules[answer.rule], phases = rule, staged
        elif rule is not None:
            problems.append(_unanswered(rule, answer, "阶段的日期未定"))
    ordered = tuple(rules[rule.id] for rule in pack.rules)
    ladders, named = with_shipped(ordered, pack.ladders), sets_named(ordered)
    sets = {name: term for name, term in sets.items() if name in named or name not in drafted}
    done = replace(pack, title=title_of(pack), rules=ordered, sets=sets, phases=phases, ladders=ladders)
    return done, tuple(sorted(problems))


def _put_in(rule: Rule, answer: Answer, sets: dict[str, SetTerm]) -> tuple[Rule | None, list[Problem]]:
    """One rule with its answer, or why it cannot be."""
    if answer.fields:
        text = _patched(spell_rule(rule), answer.fields, sets)
        problems = part_problems(text, "rule", answer.source)
        if problems:
            return None, problems
        done = settled(_changed(rule, text, answer), answer.by, answer.on)
    elif answer.accept:
        done = accepted(rule, answer.by, answer.on)
    else:
        return None, []
    if done is None:
        return None, [_unanswered(rule, answer, "；".join(rule.review) or "日期未定")]
    return done, []


def _unanswered(rule: Rule, answer: Answer, open_: str) -> Problem:
    return Problem(answer.source, "R602", f"规则 {rule.id} 还有没有答案的疑问：{open_}；请给出字段的值")


def _changed(rule: Rule, text: dict[str, Json], answer: Answer) -> Rule:
    """The rule as its changed words say; questions only still speak where their proposals are accepted too."""
    changed = rule_of(Written(rule.source.file, {"rules": [text]}, Place(0, 0)), 0)
    accepts = answer.accept and "due.boundary" not in answer.fields
    return replace(changed, source=rule.source, text=rule.text, review=rule.review if accepts else ())


def _patched(text: dict[str, Json], fields: Mapping[str, Json], sets: dict[str, SetTerm]) -> dict[str, Json]:
    """The rule's words with some replaced; a path such as due.by leads to the word."""
    text = deepcopy(text)
    for path, value in fields.items():
        *way, last = _SHORT.get(path, path).split(".")
        if (*way, last) == ("bearer", "set"):
            value = _known_set(value, sets)
        place = text
        for step in way:
            inner = place.get(step)
            place[step] = inner if isinstance(inner, dict) else {}
            place = place[step]
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return text


def _known_set(value: Json, sets: dict[str, SetTerm]) -> Json:
    """The name of the set meant: one of the pack, or a new one of the units that are named."""
    if isinstance(value, str) and value in sets:
        return value
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        name = "、".join(value)
        sets.setdefault(name, SetTerm(members=tuple(value)))
        return name
    if isinstance(value, str):
        sets[value] = SetTerm(members=(value,))
    return value
