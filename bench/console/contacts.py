"""联络员：what a contact does at his browser, as lightly as can be: the load must not cost as much as the work.

A client library takes half as long for a request as the server that answers it, and here both share the machine; so
requests are written and answers read by hand, over one connection a contact, as a browser keeps one.
"""

import asyncio
import random
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

FORM = re.compile(r'<form method="post" action="([^"]+)" enctype.*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
LEADS = re.compile(rb"\r\nlocation: ([^\r]+)", re.IGNORECASE)
EDGE = "----duban"
FILE = "本单位已按要求办理，附活动签到表和照片目录。\n".encode() * 400
LONGEST = 120  # seconds
ASKED = {"GET": "看页面", "POST": "送出表单"}


@dataclass
class Steps:
    """How long each step took, and each of the requests that it is made of, in seconds, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Contact:
    """A contact: the path that he opens first, and the cookie of his seat, if he has one."""

    path: str
    cookie: str = ""


class Browser:
    """One connection to the server, kept; what leads elsewhere is followed."""

    def __init__(self, port: int, cookie: str, asked: dict[str, list[float]]) -> None:
        self._port, self._cookie, self._asked = port, cookie, asked
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, step: str, method: str, path: str, body: bytes = b"") -> str:
        """The page that the answer leads to.  Raises ValueError for any but a good one."""
        begun = time.perf_counter()
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        kind = f"Content-Type: multipart/form-data; boundary={EDGE}\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nCookie: {self._cookie}\r\n{kind}\r\n"
        writer.write(head.encode() + body)
        told = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(told)
        page = (await reader.readexactly(int(length.group(1)))).decode() if length else ""
        self._asked[f"{step}：{ASKED[method]}"].append(time.perf_counter() - begun)
        if leads := LEADS.search(told):
            return await self.ask(step, "GET", leads.group(1).decode())
        if not told.startswith(b"HTTP/1.1 200"):
            raise ValueError(f"{told[9:12].decode()} {re.sub('<[^>]+>', ' ', page)[-200:]}")
        return page

    def close(self) -> None:
        """Hang up; who asks again calls again."""
        if self._line is not None:
            self._line[1].close()
            self._line = None


async def visit(port: int, who: Contact, steps: Steps, begin: float, pause: tuple[float, float]) -> None:
    """One contact: he opens his page, signs for the task, and reports it with a file; he thinks between two steps."""
    await asyncio.sleep(begin)
    browser, page, path = Browser(port, who.cookie, steps.asked), "", who.path
    for step, deed in (("打开", ""), ("签收", "accept"), ("反馈", "report")):
        begun = time.perf_counter()
        try:
            how = ("POST", *filled(page, deed)) if deed else ("GET", path)
            page = await asyncio.wait_for(browser.ask(step, *how), LONGEST)
        except Exception as error:
            steps.wrong.append(f"{step}：{type(error).__name__} {error}"[:300])
            break
        steps.took[step].append(time.perf_counter() - begun)
        if pause[1]:
            browser.close()  # the server does before long
        await asyncio.sleep(random.uniform(*pause))
    browser.close()


def filled(page: str, deed: str) -> tuple[str, bytes]:
    """The form of a deed as the page has it, filled in: where it goes, and what is sent."""
    for form in FORM.finditer(page):
        hidden = dict(HIDDEN.findall(form.group()))
        if hidden.get("deed") == deed:
            said = {"text": "已按要求办结，材料见附件。"} if deed == "report" else {}
            return form.group(1), _parts({**hidden, **said}, FILE if deed == "report" else b"")
    raise ValueError(f"没有 {deed} 的表单")


def _parts(fields: Mapping[str, str], file: bytes) -> bytes:
    """A form with a file as a browser sends it; one without a name when none was picked."""
    name = "简报.txt" if file else ""
    head = '--{}\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    written = "".join(head.format(EDGE, key, value) for key, value in fields.items())
    of_file = f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return f"{written}{of_file}".encode() + file + f"\r\n--{EDGE}--\r\n".encode()
