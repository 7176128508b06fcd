"""页面：asks the real application for each page a few times, and says what that took."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

import structlog
from fastapi.testclient import TestClient

from bench.console.founding import LATER, SEATS, SECRET
from bench.console.walking import walked
from bench.register import at
from duban.services.showing.ledger import lay_out
from duban.settings import Settings
from duban.web.app import build
from engine.nouns import Role

PAST = "2026-03-05"
TIMES = 8
PATIENCE = 4
"""After so many seconds a page has been asked for often enough."""
ORDERS = ("due", "agency", "rule", "window", "standing")


@dataclass(frozen=True)
class Timed:
    """How long a page took, in seconds by the wall and of the processor."""

    name: str
    wall: tuple[float, ...]
    processor: tuple[float, ...]
    size: int

    @property
    def half(self) -> float:
        """What half of them took at most, by the wall."""
        return median(self.wall)

    @property
    def most(self) -> float:
        """What nineteen of twenty took at most, by the wall."""
        return quantiles(self.wall, n=20, method="inclusive")[-1] if len(self.wall) > 1 else self.wall[0]

    @property
    def spent(self) -> float:
        """What half of them took of the processor."""
        return median(self.processor)


def pages(settings: Settings, told: Callable[[str], None]) -> Iterator[Timed]:
    """Every page, of the present and of a past day, as each role has it; signing in is not timed."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # a line for each page would hide the table
    app = build(settings, lambda: at(LATER))
    lay_out(app.state.house.database, settings)  # as `duban serve` does beside the first requests
    for seat, account in SEATS.items():
        with TestClient(app, base_url="http://duban.test") as client:
            answer = client.post("/login", data={"name": account.name, "secret": SECRET}, follow_redirects=False)
            if answer.status_code != 303:
                raise ValueError(answer.text)
            asked = _addresses(client) if account.role is Role.OFFICER else {}
            asked = {**asked, **_walked(client, seat, answer.headers["location"])}
            for name, path in asked.items():
                told(name)
                _look_at(client, PAST if name.startswith("昨日 ") else None)
                yield _timed(client, name, path)


def _walked(client: TestClient, seat: str, first: str) -> Mapping[str, str]:
    """One page of every kind that a link leads to, now and on a past day."""
    now = {f"{seat} {name}": path for name, path in walked(client, first)}
    _look_at(client, PAST)
    past = {f"昨日 {seat} {name}": path for name, path in walked(client, first)}
    _look_at(client, None)
    return {**now, **past}


def _look_at(client: TestClient, day: str | None) -> None:
    client.cookies.delete("duban_view")
    if day:
        client.cookies.set("duban_view", day)


def _addresses(client: TestClient) -> Mapping[str, str]:
    plain = {
        "今天": "/today",
        "台账": "/ledger",
        "台账，按灯": "/ledger?lamp=red",
        "台账，按单位": "/ledger?agency=ag-77",
        "台账，按事项": "/ledger?rule=r7",
        "台账，按单位名": "/ledger?text=第77单位",
        "台账，按事项名": "/ledger?text=第7项",
        "台账，查无此词": "/ledger?text=无此事项",
        **{f"台账，按{order}排": f"/ledger?order={order}" for order in ORDERS},
        **{f"台账，按{order}倒排": f"/ledger?order={order}&descending=1" for order in ORDERS},
        "台账，中间一页": "/ledger?page=9999",
        "台账，末页": "/ledger?page=99999",
        "矩阵": "/matrix",
        "矩阵，按年": "/matrix?year=2026",
        "矩阵，末页": "/matrix?page=9999",
        "一件事": _first_duty(client),
        "督办件": "/tasks",
        "督办件，待核验": "/tasks?state=reported",
        "督办件，逾期": "/tasks?late=1",
        "督办件，按单位": "/tasks?agency=ag-77",
        "督办件，按字": "/tasks?text=第7项",
        "督办件，末页": "/tasks?page=99999",
        "通知": "/notices",
        "通知，待签发": "/notices?state=held",
        "通知，按单位": "/notices?agency=ag-77",
        "通知，按字": "/notices?text=第7项",
        "通知，末页": "/notices?page=99999",
        "函件": "/letters",
        "函件，按字": "/letters?text=n7",
        "函件，末页": "/letters?page=99999",
        "佐证": "/evidence",
        "佐证，按字": "/evidence?text=ab",
        "申请": "/petitions",
        "一页看": "/leader",
        "重复逾期": "/leader/repeats",
        "日历": "/calendar",
        "名册": "/roster",
        "待核验": "/judging",
    }
    past = {f"昨日 {name}": path for name, path in plain.items() if "排" not in name and name != "待核验"}
    whole = {
        "台账 CSV": "/ledger.csv?due_to=2026-03-31",
        "台账 xlsx": "/ledger.xlsx?due_to=2026-03-31",
        "督办件 xlsx": "/tasks.xlsx?state=verified",
        "通知 xlsx": "/notices.xlsx",
        "函件 xlsx": "/letters.xlsx",
        "佐证 xlsx": "/evidence.xlsx",
        "矩阵 xlsx": "/matrix.xlsx?text=第7项",
    }
    return {**plain, **past, **whole}


def _first_duty(client: TestClient) -> str:
    text = client.get("/ledger?lamp=red").text
    return "/duty/" + text.split('href="/duty/', 1)[1].split('"', 1)[0]


def _timed(client: TestClient, name: str, path: str) -> Timed:
    wall, processor, size = [], [], 0
    for _ in range(1 if ".xlsx" in path or ".csv" in path else TIMES + 1):
        begun, used = time.perf_counter(), time.process_time()
        answer = client.get(path)
        wall.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
        size = len(answer.content)
        if answer.status_code != 200:
            raise ValueError(f"{path}: {answer.status_code} {answer.text[-300:]}")
        if sum(wall) > PATIENCE:
            break
    kept = slice(1, None) if len(wall) > 1 else slice(None)
    return Timed(name, tuple(wall[kept]), tuple(processor[kept]), size)
