"""Promise 14: of ten thousand spoiled packs none comes into force, each is refused quickly, the published one stays.

By default a part of them; DUBAN_TRUST=full tries all, DUBAN_TRIAL=500:1100 these of each kind.  A mutation leaves the
name and the version of the pack alone: under another name or version it would be another pack, which somebody has to
want and a second person to approve.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duban.services.plans import packs
from engine.source import Refused
from rules.marks import MAX_BYTES
from store import packs as register
from store.session import reading
from tests.trials import numbers

EACH = numbers(30, 1100)
SLOWEST = 2.0
MOST_MEMORY = 200 * 1024 * 1024
ON = date(2026, 2, 2)
ORIGINAL = Path(__file__).with_name("pack.yaml").read_bytes()
NAMED = ORIGINAL.index(b"pack: "), ORIGINAL.index(b"\ntitle")
NORWAY = ("on", "off", "yes", "no", "y", "n", "NO", "Off", "True", "~", "")

Mutation = Callable[[random.Random], bytes]


def place(chance: random.Random, end: int = len(ORIGINAL)) -> int:
    """A place in the pack that is not in its name or version."""
    while NAMED[0] <= (at := chance.randrange(end)) < NAMED[1]:
        pass
    return at


def line(chance: random.Random) -> tuple[list[bytes], int]:
    """The lines of the pack, and which of them to spoil."""
    lines = ORIGINAL.split(b"\n")
    return lines, chance.choice(
        [n for n, text in enumerate(lines) if b":" in text and not text.startswith((b"pack", b"version"))]
    )


def flipped(chance: random.Random) -> bytes:
    spoiled = bytearray(ORIGINAL)
    for _ in range(chance.randint(1, 4)):
        spoiled[place(chance)] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def cut(chance: random.Random) -> bytes:
    return ORIGINAL[: place(chance)]


def doubled(chance: random.Random) -> bytes:
    lines, at = line(chance)
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def bombed(chance: random.Random) -> bytes:
    grown = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10) if n else 'x'}]" for n in range(chance.randint(2, 12))]
    return ORIGINAL + "\n".join(grown).encode()


def nested(chance: random.Random) -> bytes:
    deep = chance.randint(17, 50)
    opened, closed = chance.choice([("[", "]"), ("{all: [", "]}"), ("{not: ", "}"), ("{a: ", "}")])
    when = f"  when: {opened * deep}{{has: x}}{closed * deep}\n"
    return ORIGINAL.replace(b"  window:", when.encode() + b"  window:", 1)


def swollen(chance: random.Random) -> bytes:
    size = chance.choice([MAX_BYTES, 3 * MAX_BYTES, 10_000_000])
    quote = chance.choice([b'"%s"', b"%s", b"'%s'", b"[%s]"])
    return ORIGINAL.replace("示例区2026年工作要点".encode(), quote % (b"x" * size))


def norwegian(chance: random.Random) -> bytes:
    lines, at = line(chance)
    key, _, value = lines[at].partition(b": ")
    indent, word = key[: len(key) - len(key.lstrip(b" -"))], chance.choice(NORWAY).encode()
    lines[at] = indent + word + b": " + (value or b"x") if chance.random() < 0.7 else key + b": " + word
    return b"\n".join(lines)


def foreign(chance: random.Random) -> bytes:
    future = chance.choice(["rulepack/2", "rulepack/10", "rulepack/", "rulepack", "1", "null", '["rulepack/1"]'])
    spoiled = ORIGINAL.replace(b"rulepack/1", future.encode())
    return spoiled + chance.choice([b"", b"\nfuture: {a: 1}\n", b"\nlambda: true\n"])


def torn(chance: random.Random) -> bytes:
    low, high = sorted((place(chance), place(chance)))
    if low < NAMED[1] and high > NAMED[0]:
        low = NAMED[1]
    return ORIGINAL[:low] + ORIGINAL[max(low + 1, high) :]


def mistimed(chance: random.Random) -> bytes:
    impossible = ["2026-02-30", "2026-13-01", "2026-00-10", "0000-01-01", "9999-99-99", "2026-1-1", "今天", "1e9", "-1"]
    old = chance.choice(["2026-01-01", "2026-01-05", "03-01"])
    return ORIGINAL.replace(f'"{old}"'.encode(), f'"{chance.choice(impossible)}"'.encode())


MUTATIONS: dict[str, Mutation] = {
    "bits flipped": flipped,
    "cut short": cut,
    "lines doubled": doubled,
    "alias bombs": bombed,
    "nested deep": nested,
    "swollen": swollen,
    "Norway words": norwegian,
    "another language version": foreign,
    "pieces torn out": torn,
    "impossible days": mistimed,
}


@pytest.mark.parametrize("kind", MUTATIONS)
def test_no_spoiled_pack_comes_into_force_and_the_published_one_stays(house: Any, kind: str) -> None:
    before = house.publish()
    said: Counter[str] = Counter()
    times = EACH[::10] if kind == "swollen" else EACH
    for number in times:
        spoiled = MUTATIONS[kind](random.Random(f"{kind} {number}"))
        if spoiled == ORIGINAL:
            continue
        started = time.process_time()
        said[refusal(house, spoiled)] += 1
        assert time.process_time() - started <= SLOWEST
    assert sum(said.values()) >= len(times) * 3 // 4
    assert set(said) <= {"R401", "S201"}, said
    with reading(house.database, house.settings.jurisdiction) as session:
        assert [(each.sha256, each.state) for each in register.find(session)] == [(before.sha256, "active")]


def refusal(house: Any, spoiled: bytes) -> str:
    """The code by which publication of a spoiled pack is refused; it must say where the mistake is."""
    file = house.folder / "spoiled.yaml"
    file.write_bytes(spoiled)
    with pytest.raises(Refused) as refused:
        packs.publish(house.database, house.settings, file, by="甲", on=ON, now=house.at(ON), approved_by="乙")
    if refused.value.code == "R401":
        assert refused.value.problems
        assert all(problem.source.file == str(file) and problem.message for problem in refused.value.problems)
    return refused.value.code


LARGEST = {
    "a deep list": b"[" * MAX_BYTES,
    "a long list": b"- {a: b, c: d}\n" * 130_000,
    "one key again and again": b"a: 1\n" * 400_000,
    "unknown keys": b"".join(b"k%d: 1\n" % number for number in range(99_000)),
    "anchors": b"&a " * 600_000,
    "questions": b"? " * 1_000_000,
    "escapes": b'"' + b"\\x41" * 500_000 + b'"',
    "ten megabytes": b"a: " + b"x" * 10_000_000,
}
MEASURE = """
import re, sys, time
from pathlib import Path
from rules.checking.checks import check
started = time.process_time()
assert check(Path(sys.argv[1]))
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())  # ru_maxrss counts the parent's memory too
print(time.process_time() - started, int(most[1]) * 1024)
"""


@pytest.mark.parametrize("kind", LARGEST)
def test_each_of_the_largest_is_refused_in_time_and_in_little_memory(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(LARGEST[kind])
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    seconds, memory = done.stdout.split()
    assert float(seconds) <= SLOWEST
    assert int(memory) <= MOST_MEMORY
