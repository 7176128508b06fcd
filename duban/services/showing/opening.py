"""开办：what a new house still lacks before anything is judged — step by step, where each is taken, which are done.

It is asked only while nothing is owed or nothing was swept yet; afterwards the first page is the office's work.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from duban.services.desk import Desk
from duban.services.powers import Deed, Viewer
from duban.settings import Settings
from store import drafts, packs
from store.drafts import Stage


@dataclass(frozen=True)
class Step:
    """Something that must be done before the house works (开办一步), and the pages where it is done."""

    title: str
    advice: str
    ways: tuple[tuple[str, str], ...]
    done: bool


def opening(desk: Desk, settings: Settings, viewer: Viewer, *, swept: bool) -> tuple[Step, ...]:
    """The steps in their order; none for whoever may take none of them."""
    return tuple(_steps(desk, settings, swept=swept)) if viewer.may(Deed.WRITE_RULES) else ()


def _steps(desk: Desk, settings: Settings, *, swept: bool) -> Iterator[Step]:
    published = bool(packs.find(desk.session))
    begun = published or any(each.stage is not Stage.DROPPED for each in drafts.listed(desk.session))
    yield Step(
        "登记责任单位",
        "下载空白表，填好导入。手头没有名单，可以先上传方案：读出的单位会列成一张表，补齐即可导入。",
        (("/roster/import", "导入单位"),),
        bool(desk.roster.agencies),
    )
    yield Step(
        "登记人员和邮箱",
        "每个单位至少一位联络员，没有邮箱就收不到提醒。",
        (("/roster/import?what=people", "导入人员"),),
        any(who.email for who in desk.roster.people),
    )
    yield Step(
        "读入一份方案，起草规则",
        "上传方案，读出任务和职责，点“据此起草规则”；也可以取用随附的规则包。",
        (("/plans", "上传方案"), ("/packs", "看随附的规则包")),
        begun,
    )
    yield Step(
        "逐条确认，发布",
        "答复草案里的问题，看过差异，由另一人批准后发布；应办事项随即进台账。",
        (("/drafts", "看草案"),),
        published,
    )
    yield Step(
        "第一次巡查",
        f"守护进程每天 {settings.sweep_at} 起巡查，判定进展、写提醒；到点没有巡查，请系统管理员启动守护进程。",
        (),
        swept,
    )
