"""机器 machine: the disk, the fonts, the zone and the clock that the house stands on."""

import os
import shutil
import time
from collections.abc import Iterator

from sqlalchemy import Engine

from duban.clock import Reading
from duban.services.care import reserve, timekeeping
from duban.services.care.doctor.finding import Finding, denied, ill, well
from duban.services.paperwork import typefaces
from duban.settings import Settings
from engine.source import Refused

LEAST = 1024**3  # bytes that ought to be free for a year of an ordinary office
BEIJING = -8 * 3600


def findings(settings: Settings, reading: Reading) -> Iterator[Finding]:
    """What can be said without the database."""
    yield disk(settings)
    yield fonts(settings)
    yield zone(reading)


def disk(settings: Settings) -> Finding:
    """Whether there is room, may be written, and the reserve for a full disk is in place."""
    folder = reserve.file_of(settings).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return ill("磁盘", f"文件夹 {folder} 不存在或不能写；请检查路径和权限")
    free = shutil.disk_usage(folder).free
    shown = f"{folder} 还有 {free / 1024**3:.1f} GiB"
    if free < LEAST:
        return ill("磁盘", f"{shown}，快满了；请清理磁盘或扩容")
    if not reserve.is_kept(settings):
        return ill("磁盘", f"{shown}，但没有应急预留空间；请运行 duban daemon（每夜自动建立），或检查权限")
    return well("磁盘", f"{shown}，另有 64 MiB 应急预留")


def fonts(settings: Settings) -> Finding:
    """Whether papers can be set in Chinese."""
    try:
        used = typefaces.listed(settings)
    except Refused as refused:
        return denied("字体", refused)
    return well("字体", "、".join(dict.fromkeys(str(each["font"]) for each in used)))


def zone(reading: Reading) -> Finding:
    """Which zone the machine is in; the house keeps Beijing time wherever it stands."""
    here = time.strftime("%Z")
    same = time.timezone == BEIJING
    says = f"本机时区 {here}，系统一律按北京时间 {reading.at:%Y-%m-%d %H:%M} 办理"
    return well("时区", says if same else f"{says}（与本机时区不同，日志以北京时间为准）")


def clock(database: Engine, settings: Settings, reading: Reading) -> Finding:
    """Whether the clock can be trusted, and whether a time server keeps it right."""
    doubt = timekeeping.doubt_of(database, settings, reading)
    if doubt is not None:
        return denied("时钟", doubt)
    if not reading.synchronised:
        return well("时钟", "与上次运行相符；本机没有对时，建议配置单位内网的 NTP 服务器")
    return well("时钟", "与上次运行相符，已对时")
