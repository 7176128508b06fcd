"""The page on writing a rule tells what really happens: its files are written, its commands run and compared."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "write-a-rule.md"
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
DUBAN = Path(sys.executable).with_name("duban")


def typed(folder: Path, command: str) -> str:
    """What a command prints, problems first as on a terminal."""
    words = [word.strip("'\"") for word in re.findall(r"\"[^\"]*\"|'[^']*'|\S+", command)]
    done = subprocess.run(
        [DUBAN, *words[1:]], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stderr + done.stdout


def test_every_command_of_the_page_answers_as_the_page_says(tmp_path: Path) -> None:
    told = 0
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "console":
            for command in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                line, _, answer = command.partition("\n")
                wanted = ".*".join(map(re.escape, answer.rstrip().split("……")))
                assert re.fullmatch(wanted, typed(tmp_path, line).rstrip()), line
                told += 1
    assert told >= 5
