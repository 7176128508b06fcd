"""人群：so many contacts report at once to a real `duban serve` — by the links in their letters, then seated.

`python -m bench.console.crowd CONTACTS SECONDS [PROCESSES]`: each opens his letter, signs for the task, reports it with
a file and looks at the answer; they begin within so many seconds, 0 for all in the same instant, who then never pause.
After them as many who have signed in do the same at once, each thinking five to fifteen seconds between two steps.
Printed are the errors, how long each request and each step took, and what a contact cost the server and this tool.

The gate — two hundred at once, no error, p95 within a second — is read of the requests of the first crowd, as load
tools read it: from the sending of one to the last byte of its answer.  To sign and to report are two of them, the form
and the page that it leads to, one after the other; what a person waits for both is the step, and is more.  Nobody could
have two hundred press the button in one instant: with SECONDS at 0 it is the worst that can come, not the usual.
"""

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from urllib.request import urlopen

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from bench.console.contacts import Contact, Steps, visit
from bench.office import agencies_csv, people_csv
from bench.register import HEAD, RULE, at
from duban import clock
from duban.services import accounts, setup
from duban.services.judgement.sweep import sweep
from duban.services.plans import packs
from duban.services.post import linking
from duban.services.register import directory
from duban.settings import Settings
from engine.nouns import Account, Role
from rules.calendars import national
from store import letters, tasks
from store.session import open_database, reading, transaction

PAUSE = 2.0
"""Seconds, at most, that a contact reads or writes between two steps when they come one after the other."""
THINKING = (5.0, 15.0)
TICKS = os.sysconf("SC_CLK_TCK")
TOLD = "{id: told, at: window.start, only_if: not_met, send: 工作交办单, to: [contact], release: auto}\n"


@dataclass(frozen=True)
class Crowd:
    """Those who come: how they come, from which moments on they begin, and how long they think."""

    title: str
    contacts: list[Contact]
    begins: list[float]
    pause: tuple[float, float]


def found(settings: Settings, many: int, folder: Path) -> tuple[list[Contact], list[Contact]]:
    """Enter an office that told its agencies of a duty on the last working day; who come by link, who are seated."""
    on = next(day for day in (clock.today() - timedelta(back) for back in range(1, 30)) if national().is_workday(day))
    now = at(on)
    head = HEAD.replace("2026-01-01", f"{on.year}-01-01").replace("ladders:\n", "ladders:\n  told:\n    - " + TOLD)
    rule = RULE.replace("ladder: held", "ladder: told").format(number=1, by="12-31", test="{deliver: {of: k1}}")
    for name, text in {
        "a.csv": agencies_csv(2 * many),
        "p.csv": people_csv(2 * many),
        "bench.yaml": head + rule,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    database = open_database(settings.database.get_secret_value())
    setup.init(database, settings, by="测速", now=now)
    directory.load_agencies(database, settings, folder / "a.csv", by="测速", on=on, now=now)
    directory.load_people(database, settings, folder / "p.csv", by="测速", on=on, now=now)
    packs.publish(database, settings, folder / "bench.yaml", by="测速", on=on, now=now)
    sweep(database, settings, on=on, now=now)
    with transaction(database, settings.jurisdiction) as session:
        told = [each for each in letters.find(session) if _number(each.recipient) < many]
        links = [linking.link_of(session, settings, each.message_id) for each in told]
    seated = _seated(database, settings, many)
    database.dispose()
    return [Contact(urlsplit(link).path) for link in links if link], seated


def _number(called: str) -> int:
    """The number of an agency, or of its contact."""
    return int("".join(filter(str.isdigit, called.partition("@")[0])))


def _seated(database: Engine, settings: Settings, many: int) -> list[Contact]:
    """The contacts of the other agencies, each signed in and about to open the task of his own."""
    with reading(database, settings.jurisdiction) as session:
        own = [task for task in tasks.find(session) if _number(task.agency) >= many]
    made, now = [], clock.now()
    for task in own:
        who = Account(f"c{_number(task.agency)}", f"联络员{_number(task.agency)}", Role.CONTACT, task.agency)
        accounts.open_account(database, settings, who, None, by="测速", now=now)
        seat = accounts.seat_for(database, settings, who, now=now)
        made.append(Contact(f"/task/{task.key}", f"duban_seat={seat}"))
    return made


@contextmanager
def served(settings: Settings, folder: Path, port: int, processes: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real server of these settings."""
    told = {
        "DUBAN_DATABASE": settings.database.get_secret_value(),
        "DUBAN_SMTP_URL": f"maildir:{folder / 'mail'}",
        "DUBAN_PUBLIC_URL": settings.public_url or "",
    }
    words = [sys.executable, "-c", "from duban.cli.main import run; run()", "serve", "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        words += ["--processes", str(processes)]
        server = subprocess.Popen(words, env={**os.environ, **told}, cwd=folder, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server, folder / "serve.log", processes)
            yield server
        finally:
            server.terminate()
            server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path, processes: int) -> None:
    """Until every process has opened and one answers; five seconds more, so that what they get ready with is done."""
    many = processes if processes > 1 else 0  # one that is alone says nothing of it
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("the server did not start; see serve.log")
        try:
            if log.read_bytes().count(b"event=process_opened") < many:
                raise OSError(log)
            with urlopen(address) as answer:
                answer.read()
            time.sleep(5)
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


def family(pid: int) -> list[int]:
    """A process and its children."""
    kept = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(int(child) for child in kept.read_text(encoding="ascii").split())]


def spent(pid: int) -> float:
    """Seconds that the processor has worked for a server."""
    found = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        found += int(fields[11]) + int(fields[12])
    return found / TICKS


def peak(pid: int) -> int:
    """The most memory that any process of a server held, in MiB."""
    held = (Path(f"/proc/{each}/status").read_text(encoding="ascii") for each in family(pid))
    return max(int(line.split()[1]) for told in held for line in told.splitlines() if "VmHWM" in line) // 1024


async def come(crowd: Crowd, port: int) -> Steps:
    """All of them."""
    steps = Steps()
    each = zip(crowd.contacts, crowd.begins, strict=True)
    await asyncio.gather(*(visit(port, who, steps, begin, crowd.pause) for who, begin in each))
    return steps


def shown(crowd: Crowd, server: subprocess.Popen[bytes], port: int) -> Table:
    """What a crowd met with."""
    before, own, begun = spent(server.pid), time.process_time(), time.perf_counter()
    steps = asyncio.run(asyncio.wait_for(come(crowd, port), 170))
    wall, cost, tool = time.perf_counter() - begun, spent(server.pid) - before, time.process_time() - own
    many, load = len(crowd.contacts), os.getloadavg()[0]
    table = Table("请求、步骤", "次数", "中位数", "p95", "最慢", title=f"{many} 人{crowd.title}，负载 {load:.1f}")
    every = {**steps.asked, "每个请求": _all(steps.asked), **steps.took, "每一步": _all(steps.took)}
    for step, took in every.items():
        cuts = quantiles(took, n=20, method="inclusive")
        table.add_row(step, str(len(took)), *(f"{each * 1000:,.0f} 毫秒" for each in (cuts[9], cuts[18], max(took))))
    table.caption = (
        f"出错 {len(steps.wrong)}；墙钟 {wall:.1f} 秒；每人用服务器的处理器 {cost / many * 1000:.1f} 毫秒，"
        f"量具 {tool / many * 1000:.1f} 毫秒；每个进程内存至多 {peak(server.pid)} MiB"
    )
    for each in sorted(set(steps.wrong))[:5]:
        table.add_row(each)
    return table


def _all(took: dict[str, list[float]]) -> list[float]:
    return [one for some in took.values() for one in some]


def main(many: int, seconds: float, processes: int) -> None:
    """Print what those who come by link met with, and then those who are seated."""
    with TemporaryDirectory() as place, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        folder, port = Path(place), free.getsockname()[1]
        address, nowhere = SecretStr(f"sqlite:///{folder / 'crowd.db'}"), SecretStr("maildir:/nowhere")
        base = f"http://127.0.0.1:{port}"
        settings = Settings(database=address, smtp_url=nowhere, second_person=False, public_url=base)
        by_link, seated = found(settings, many, folder)
        free.close()
        chance = random.Random(7)
        crowds = (
            Crowd(
                f"在 {seconds:g} 秒内凭链接反馈，{processes} 个进程", by_link,
                [chance.uniform(0, seconds) for _ in by_link], (0.0, PAUSE if seconds else 0.0),
            ),
            Crowd(
                f"登录着同时办理，每步之间想 {THINKING[0]:g} 至 {THINKING[1]:g} 秒", seated,
                [chance.uniform(0, THINKING[1]) for _ in seated], THINKING,
            ),
        )  # fmt: skip
        with served(settings, folder, port, processes) as server:
            for crowd in crowds:
                Console(width=110).print(shown(crowd, server, port))


if __name__ == "__main__":
    asked = [float(word) for word in sys.argv[1:]] + [200.0, 0.0, float(os.cpu_count() or 1)][len(sys.argv) - 1 :]
    main(int(asked[0]), asked[1], int(asked[2]))
