"""Style sheets and scripts go packed to whoever can unpack them, and are the same files for everybody."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from duban.web.statics import Statics

SHEET = "body { color: black }\n" * 100


@pytest.fixture
def browser(tmp_path: Path) -> TestClient:
    (tmp_path / "a.css").write_text(SHEET, encoding="utf-8")
    (tmp_path / "a.txt").write_text(SHEET, encoding="utf-8")
    app = Starlette()
    app.mount("/static", Statics(directory=tmp_path))
    return TestClient(app)


def test_a_style_sheet_is_sent_packed_and_unpacks_to_what_it_is(browser: TestClient) -> None:
    answer = browser.get("/static/a.css", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/css")
    assert int(answer.headers["content-length"]) == len(gzip.compress(SHEET.encode(), mtime=0)) < len(SHEET) / 10
    assert answer.text == SHEET


@pytest.mark.parametrize(("path", "able"), [("a.css", "identity"), ("a.txt", "gzip")])
def test_others_get_the_file_itself(browser: TestClient, path: str, able: str) -> None:
    answer = browser.get(f"/static/{path}", headers={"Accept-Encoding": able})
    assert "content-encoding" not in answer.headers
    assert answer.text == SHEET


def test_whoever_has_it_already_is_told_so(browser: TestClient) -> None:
    mark = browser.get("/static/a.css", headers={"Accept-Encoding": "gzip"}).headers["etag"]
    answer = browser.get("/static/a.css", headers={"Accept-Encoding": "gzip", "If-None-Match": mark})
    assert answer.status_code == 304
    assert browser.get("/static/none.css").status_code == 404
