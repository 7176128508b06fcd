"""Views of the ledger that people keep, and the case of a duty in one file."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable

from engine.nouns import Role
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]


def test_a_view_is_kept_under_a_name_by_whoever_made_it(browser: Open) -> None:
    officer, reader = browser(Role.OFFICER), browser(Role.READER)
    answer = officer.post("/ledger/views", name="教育局逾期", query="text=区教育局&lamp=red&page=3&evil=1")
    assert answer.headers["location"] == "/ledger?text=%E5%8C%BA%E6%95%99%E8%82%B2%E5%B1%80&lamp=red"
    page = officer.page("/ledger")
    (query,) = re.findall(r'<a href="/ledger\?([^"]+)">教育局逾期</a>', page)
    narrowed = officer.page(f"/ledger?{query.replace('&amp;', '&')}")
    assert "区司法局</a></td>" not in narrowed
    assert "教育局逾期" not in reader.page("/ledger")
    assert "X679" in officer.post("/ledger/views", name=" ").text
    assert "X702" in reader.post("/ledger/views", name="教育局逾期", deed="drop").text
    assert officer.post("/ledger/views", name="教育局逾期", deed="drop").status_code == 303
    assert "教育局逾期" not in officer.page("/ledger")


def test_the_case_of_a_duty_is_one_file_that_can_be_checked(browser: Open) -> None:
    officer, contact = browser(Role.OFFICER), browser(Role.CONTACT)
    (path, *_) = re.findall(r"/duty/\w+", officer.page("/ledger?lamp=red"))
    assert f'href="{path}/case.zip"' in officer.page(path)
    answer = officer.get(f"{path}/case.zip")
    assert answer.headers["content-disposition"].startswith("attachment")
    box = zipfile.ZipFile(io.BytesIO(answer.content))
    sums = dict(reversed(line.split("  ")) for line in box.read("SHA256SUMS").decode().splitlines())
    assert {"explanation.json", "events.json", "notices.json"} <= sums.keys()
    assert all(hashlib.sha256(box.read(name)).hexdigest() == digest for name, digest in sums.items())
    cover = box.read("卷首.txt").decode("utf-8-sig").splitlines()
    told = json.loads(box.read("explanation.json"))
    assert (cover[0], cover[2]) == ("督办卷宗", f"事项：{told['rule']['title']}")
    assert told["zh"] in cover
    assert any(line.endswith("系统：交办") for line in cover)
    assert {name for name in sums if f"，{name}" in "\n".join(cover)} == {n for n in sums if n.endswith(".eml")}
    assert contact.get(f"{path}/case.zip").status_code == 403
    own = re.findall(r"/duty/\w+", contact.page("/ledger"))[0]
    assert "case.zip" not in contact.page(own)
