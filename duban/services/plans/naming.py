"""单位对照：the names that a plan or a pack prints, against the register; and a draft written with what was found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from documents.read import read
from duban.services.register.directory import read_agencies
from duban.settings import Settings
from engine.naming import Match, Naming, matches
from engine.nouns import Rule, RulePack, SetTerm
from engine.roster import directory
from engine.source import Refused, errors
from rules.drafting.draft import sets_named
from rules.load import load
from store import agencies as register
from store import successions
from store.session import reading

PACKS = (".yaml", ".yml")


def names_in(file: Path, encoding: str | None = None) -> list[str]:
    """The units that a plan charges or a pack names, each once, in the order met.

    Raises Refused R401 when a pack does not load.
    """
    return list(dict.fromkeys(_of_pack(_loaded(file)) if file.suffix in PACKS else _of_plan(file, encoding)))


def compared(database: Engine, settings: Settings, file: Path, on: date, encoding: str | None = None) -> list[Match]:
    """What each name of a plan or a pack means in the register on a day."""
    return matches(names_in(file, encoding), registered(database, settings, on))


def registered(database: Engine, settings: Settings, on: date) -> Naming:
    """The office's own register on a day, with who took over from whom."""
    with reading(database, settings.jurisdiction) as session:
        heirs = {each.predecessor: each.successor for each in successions.every(session) if each.kind == "merge"}
        return Naming(register.roster(session), on, heirs)


def listed(file: Path, on: date) -> Naming:
    """The register that a file holds, on a day; its column 承接单位 says who took over from an agency that ended.

    Raises Refused F100 with every problem of the file.
    """
    roster = read_agencies(file)
    known = directory(roster)
    named = {agency.id: str(agency.attrs.get("successor", "")) for agency in roster.agencies}
    return Naming(roster, on, {id_: known[heir].id for id_, heir in named.items() if heir in known})


def told(match: Match) -> dict[str, object]:
    """A match as a row of a table."""
    agency = match.agency
    return {
        "name": match.name,
        "how": match.how,
        "how_zh": HOW_ZH[match.how],
        "agency": agency.name if agency else None,
        "id": agency.id if agency else None,
        "suggestions": list(match.suggestions),
    }


HOW_ZH = {
    "name": "名称",
    "alias": "别名",
    "former": "原名",
    "successor": "已由承接单位接管",
    "elided": "省略了地名",
    "bracket": "括注",
    "set": "单位组",
    "unknown": "查不到",
}


def fitted(pack: RulePack, naming: Naming) -> RulePack:
    """A draft whose names are written as the register has them; rules with a name it lacks ask about it."""
    found = {match.name: match for match in matches(_of_pack(pack), naming)}
    sets = {name: _rewritten(term, found) for name, term in pack.sets.items()}
    return replace(pack, sets=sets, rules=tuple(_asking(rule, pack, found) for rule in pack.rules))


def _rewritten(term: SetTerm, found: dict[str, Match]) -> SetTerm:
    """A set of agencies by their names of today, with a note of whom another one took over; one of people as it is."""
    if term.of != "agency":
        return term
    agencies = {name: match.agency for name, match in found.items() if match.agency is not None}
    called = (agencies[name].name if name in agencies else name for name in term.members)
    gone = [found[name] for name in term.members if name in found and found[name].how == "successor"]
    notes = [f"原文“{match.name}”，现由{match.agency.name}承接" for match in gone if match.agency is not None]
    return replace(term, members=tuple(dict.fromkeys(called)), note="；".join(filter(None, [term.note, *notes])))


def _asking(rule: Rule, pack: RulePack, found: dict[str, Match]) -> Rule:
    mine = {member for name in sets_named([rule]) for member in _members(pack, name)}
    lost = [match for name, match in found.items() if name in mine and match.how == "unknown"]
    return replace(rule, review=tuple(dict.fromkeys((*rule.review, *map(question, lost)))))


def question(match: Match) -> str:
    """What the office is asked about a name that the register lacks."""
    near = f"（相近的有：{'、'.join(match.suggestions)}）" if match.suggestions else ""
    return f"名册里查不到“{match.name}”{near}，请改为名册中的单位、登记为别名，或登记为单位组"


def _members(pack: RulePack, name: str) -> tuple[str, ...]:
    term = pack.sets.get(name)
    if term is None:
        return (name,)
    return term.members if term.of == "agency" else ()


def _of_pack(pack: RulePack) -> Iterator[str]:
    for name in (*pack.sets, *sorted(sets_named(pack.rules) - pack.sets.keys())):
        yield from (member for member in _members(pack, name) if member not in pack.sets or member == name)


def _of_plan(file: Path, encoding: str | None) -> Iterator[str]:
    for clause in read(file, encoding).clauses:
        charge = clause.charge
        yield from (*charge.lead, *charge.support, *charge.responsible)


def _loaded(file: Path) -> RulePack:
    pack, problems = load(file)
    if pack is None:
        raise Refused("R401", f"{file} 有错误，不能对照单位；请先改正", errors(problems))
    return pack
