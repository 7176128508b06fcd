"""人群：so many contacts report at once by the links in their letters, to a real `duban serve` in a process of its own.

`python -m bench.console.crowd CONTACTS SECONDS`: each opens his letter, signs for the task, reports it with a file and
looks at the answer; they begin within so many seconds, 0 for all in the same instant, and each waits a moment before he
writes.  Printed are the errors, how long each step took, and what it cost the server.
"""

import asyncio
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx2 as httpx
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bench.office import agencies_csv, people_csv
from bench.register import HEAD, RULE, at
from duban import clock
from duban.services import setup
from duban.services.judgement.sweep import sweep
from duban.services.plans import packs
from duban.services.post import linking
from duban.services.register import directory
from duban.settings import Settings
from rules.calendars import national
from store import letters
from store.session import open_database, transaction

PAUSE = 2.0
"""Seconds, at most, that a contact reads or writes between two steps when they come one after the other."""
LONGEST = 120
FILE = ("简报.txt", "本单位已按要求办理，附活动签到表和照片目录。\n".encode() * 400, "text/plain")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Steps:
    """How long each step took, in seconds, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


def found(settings: Settings, many: int, folder: Path) -> list[str]:
    """Enter an office that told all its agencies of a duty on the last working day; answer the links in the letters."""
    on = next(day for day in (clock.today() - timedelta(back) for back in range(1, 30)) if national().is_workday(day))
    now = at(on)
    head = HEAD.replace("2026-01-01", f"{on.year}-01-01").replace("ladders:\n", "ladders:\n  told:\n    - " + TOLD)
    rule = RULE.replace("ladder: held", "ladder: told").format(number=1, by="12-31", test="{deliver: {of: k1}}")
    for name, text in {"a.csv": agencies_csv(many), "p.csv": people_csv(many), "bench.yaml": head + rule}.items():
        (folder / name).write_text(text, encoding="utf-8")
    database = open_database(settings.database.get_secret_value())
    setup.init(database, settings, by="测速", now=now)
    directory.load_agencies(database, settings, folder / "a.csv", by="测速", on=on, now=now)
    directory.load_people(database, settings, folder / "p.csv", by="测速", on=on, now=now)
    packs.publish(database, settings, folder / "bench.yaml", by="测速", on=on, now=now)
    sweep(database, settings, on=on, now=now)
    with transaction(database, settings.jurisdiction) as session:
        links = [linking.link_of(session, settings, each.message_id) for each in letters.find(session)]
    database.dispose()
    return [link for link in links if link]


TOLD = "{id: told, at: window.start, only_if: not_met, send: 工作交办单, to: [contact], release: auto}\n"


@contextmanager
def served(settings: Settings, folder: Path, port: int) -> Any:
    """A real server of these settings; answers how to ask for the seconds that its processor has worked."""
    told = {
        "DUBAN_DATABASE": settings.database.get_secret_value(),
        "DUBAN_SMTP_URL": f"maildir:{folder / 'mail'}",
        "DUBAN_PUBLIC_URL": settings.public_url or "",
    }
    words = [sys.executable, "-c", "from duban.cli.main import run; run()", "serve", "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen(words, env={**os.environ, **told}, cwd=folder, stdout=log, stderr=log)
        try:
            yield server
        finally:
            server.terminate()
            server.wait(30)


def spent(pid: int) -> float:
    """Seconds that the processor has worked for a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def contact(link: str, steps: Steps, begin: float, pause: float) -> None:
    """One contact, from the link in his letter to the answer that his report arrived."""
    await asyncio.sleep(begin)
    async with httpx.AsyncClient(timeout=LONGEST, follow_redirects=True) as client:
        for step in ("打开", "签收", "反馈"):
            begun = time.perf_counter()
            try:
                if step == "打开":
                    page = await client.get(link)
                else:
                    page = await _posted(client, link, page.text, {"签收": "accept", "反馈": "report"}[step])
                page.raise_for_status()
            except Exception as error:
                steps.wrong.append(f"{step}：{type(error).__name__} {error}"[:200])
                return
            steps.took[step].append(time.perf_counter() - begun)
            await asyncio.sleep(random.uniform(0, pause))


async def _posted(client: httpx.AsyncClient, link: str, page: str, deed: str) -> httpx.Response:
    """Fill in the form of a deed as the page has it, and send it."""
    for form in re.findall(r'<form method="post" action="[^"]+" enctype.*?</form>', page, re.DOTALL):
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        if hidden.get("deed") == deed:
            path = re.findall(r'action="([^"]+)"', form)[0]
            fields = {**hidden, "text": "已按要求办结，材料见附件。"} if deed == "report" else hidden
            files = {"files": FILE} if deed == "report" else {"files": ("", b"", "application/octet-stream")}
            return await client.post(httpx.URL(link).join(path), data=fields, files=files)
    raise ValueError(f"没有{deed}的表单")


async def crowd(links: list[str], seconds: float) -> Steps:
    """All of them, beginning within so many seconds."""
    steps, chance = Steps(), random.Random(7)
    begins = [chance.uniform(0, seconds) for _ in links]
    pause = PAUSE if seconds else 0.0
    await asyncio.gather(*(contact(link, steps, begin, pause) for link, begin in zip(links, begins, strict=True)))
    return steps


def main(many: int, seconds: float) -> None:
    """Print what a crowd met with."""
    with TemporaryDirectory() as place, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        folder, port = Path(place), free.getsockname()[1]
        address = SecretStr(f"sqlite:///{folder / 'crowd.db'}")
        base = f"http://127.0.0.1:{port}"
        nowhere = SecretStr("maildir:/nowhere")
        settings = Settings(database=address, smtp_url=nowhere, second_person=False, public_url=base)
        links = found(settings, many, folder)
        free.close()
        with served(settings, folder, port) as server:
            _wait(base, server)
            before, begun = spent(server.pid), time.perf_counter()
            steps = asyncio.run(asyncio.wait_for(crowd(links, seconds), 170))
            wall, cost = time.perf_counter() - begun, spent(server.pid) - before
    load = os.getloadavg()[0]
    table = Table("一步", "次数", "中位数", "p95", "最慢", title=f"{many} 人在 {seconds:g} 秒内反馈，负载 {load:.1f}")
    for step, took in steps.took.items():
        cuts = quantiles(took, n=20, method="inclusive")
        table.add_row(step, str(len(took)), *(f"{each * 1000:,.0f} 毫秒" for each in (cuts[9], cuts[18], max(took))))
    table.caption = f"出错 {len(steps.wrong)}；墙钟 {wall:.1f} 秒；每人用服务器的处理器 {cost / many * 1000:.1f} 毫秒"
    Console(width=110).print(table, *sorted(set(steps.wrong))[:5])


def _wait(base: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("the server did not start; see serve.log")
        try:
            if httpx.get(f"{base}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(base)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
