"""读方案：plans of several sizes and formats, from the file to the duties found in them.

Each is read in a process of its own, warmed by a small plan of the same format: its processor time, not the clock's,
and the most memory that process held.
"""

import io
import multiprocessing
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from bench.rounds import Taken, Work

LENGTH = 10_000
HEAD = "测速区2026年重点工作方案\n测办发〔2026〕1号\n一、重点任务\n"
TASKS = (
    "各部门每季度向区政府报送一次第{n}项工作进展。（牵头单位：第{n}局；配合单位：第一局、第二局）",
    "2026年9月底前，完成第{n}项制度的清理并向社会公布。（责任单位：第{n}局）",
    "持续推进第{n}项改革，进一步优化办理流程。（牵头单位：第{n}局）",
    "每年组织不少于{n}次专题培训，覆盖率达到95%以上。（责任单位：第{n}局、各街道）",
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def works(folder: Path) -> list[Work]:
    """The plan of ten thousand signs in each format, and longer ones as text."""
    made: list[tuple[str, str, int, Callable[[str], bytes], str]] = [
        ("一万字 .txt", "txt", LENGTH, str.encode, "≤ 0.3 秒"),
        ("一万字 .html", "html", LENGTH, _page, ""),
        ("一万字 .docx", "docx", LENGTH, _word, ""),
        ("一万字 .pdf", "pdf", LENGTH, _printed, ""),
        ("1 MB .txt", "txt", 380_000, str.encode, "≤ 5 秒，≤ 300 MiB"),
        ("4 MB .txt", "txt", 1_520_000, str.encode, "正比，≤ 300 MiB"),
        ("1 MB .docx", "docx", 380_000, _word, ""),
    ]
    return [
        Work(f"读方案 {name}", aim, _seconds, _reader(folder, suffix, _plan(length), make), rounds=3)
        for name, suffix, length, make, aim in made
    ]


def _seconds(seconds: float, units: int) -> str:
    return f"{seconds:.2f} 秒（{units:,} 字）"


def _plan(length: int) -> str:
    lines, number, size = [HEAD], 0, len(HEAD)
    while size < length:
        number += 1
        lines.append(f"{number}.{TASKS[number % len(TASKS)].format(n=number)}\n")
        size += len(lines[-1])
    return "".join(lines)


def _reader(folder: Path, suffix: str, text: str, make: Callable[[str], bytes]) -> Callable[[], Taken]:
    """Reads the plan in a child and tells what it took; both files are written now."""
    small, large = folder / f"small.{suffix}", folder / f"{len(text)}.{suffix}"
    small.write_bytes(make(_plan(300)))
    large.write_bytes(make(text))

    def run() -> Taken:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, peak = pool.apply(_read, (small, large))
        return Taken(seconds, len(text), peak)

    return run


def _read(small: Path, large: Path) -> tuple[float, int]:
    """Processor seconds and peak memory in MiB of reading one plan."""
    from documents.read import read
    from grammar.duty import read_duties

    read_duties(read(small).clauses)
    begun = time.process_time()
    found = read_duties(read(large).clauses)
    taken = time.process_time() - begun
    if not found:
        raise RuntimeError(f"no duty found in {large}")
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _page(text: str) -> bytes:
    return f"<html><body>{''.join(f'<p>{escape(line)}</p>' for line in text.splitlines())}</body></html>".encode()


def _word(text: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def _printed(text: str) -> bytes:
    """A pdf as a word processor would print it."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=16, leading=28, wordWrap="CJK")
    out = io.BytesIO()
    SimpleDocTemplate(out).build([Paragraph(escape(line), style) for line in text.splitlines()])
    return out.getvalue()
