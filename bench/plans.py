"""读方案：a plan of ten thousand characters, from the file to the duties found in it."""

from pathlib import Path

from bench.rounds import Work, millis
from documents.read import read
from grammar.duty import read_duties

LENGTH = 10_000
HEAD = "测速区2026年重点工作方案\n测办发〔2026〕1号\n一、重点任务\n"
TASKS = (
    "各部门每季度向区政府报送一次第{n}项工作进展。（牵头单位：第{n}局；配合单位：第一局、第二局）",
    "2026年9月底前，完成第{n}项制度的清理并向社会公布。（责任单位：第{n}局）",
    "持续推进第{n}项改革，进一步优化办理流程。（牵头单位：第{n}局）",
    "每年组织不少于{n}次专题培训，覆盖率达到95%以上。（责任单位：第{n}局、各街道）",
)


def works(folder: Path) -> list[Work]:
    """Read and parse once."""
    file = folder / "plan.txt"
    lines, number = [HEAD], 0
    while sum(map(len, lines)) < LENGTH:
        number += 1
        lines.append(f"{number}.{TASKS[number % len(TASKS)].format(n=number)}\n")
    file.write_text("".join(lines)[:LENGTH], encoding="utf-8")
    return [Work("读一份一万字的方案", "≤ 300 毫秒", millis, lambda: len(read_duties(read(file).clauses)))]
