"""设置：what an administrator may set, in `duban.toml` or in the environment; the environment wins.

Each field has the name of its TOML key; in the environment it is upper case with `DUBAN_` before it
(`DUBAN_DATABASE`, `DUBAN_SMTP_URL` …).  Addresses may hold a password: they are secrets, and only shown masked.
"""

import os
import re
import tomllib
from datetime import time
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.source import Problem, Refused, Source

DEFAULT_FILE = Path("duban.toml")
CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
OFFICE_HOUR = r"(09|1[0-6]):[0-5]\d|17:00"
EXPECTED = {
    "sweep_at": "应是 08:30 这样的时刻",
    "papers_at": "应是 09:00 到 17:00 之间的时刻，如 17:00 或 11:30,17:00；留空则签发后随即发出",
    "batch": "应是不小于 1 的整数",
    "backups_kept": "应是不小于 2 的整数",
    "reopen_days": "应是不小于 1 的整数",
    "rectify_workdays": "应是不小于 1 的整数",
    "link_days": "应是不小于 1 的整数",
    "standing": "应是 year、half、quarter 或 month",
    "evidence": "应是文件夹的路径，可以留空",
    "second_person": "应是 true 或 false",
}


class Settings(BaseSettings):
    """The settings of one installation (设置); the defaults work in an empty folder without a file."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", extra="forbid", frozen=True)

    database: SecretStr = Field(
        SecretStr("sqlite:///duban.db"), description="数据库：sqlite:///文件，或 postgresql+psycopg://…"
    )
    smtp_url: SecretStr = Field(SecretStr("maildir:mail"), description="发信：smtp://、smtps:// 或 maildir:文件夹")
    imap_url: SecretStr = Field(SecretStr(""), description="收信：imaps://用户:口令@主机/INBOX；不填则不收信")
    mail_from: str = Field("duban@localhost", description="发信人邮箱")
    mail_domain: str = Field("duban.localhost", description="Message-ID 和回复地址所用的域名")
    jurisdiction: str = Field("本级", min_length=1, description="辖区；同一个库可以放几个辖区")
    office_name: str = Field("督查室", min_length=1, description="落款的督办机构")
    office_contact: str = Field("", description="联系人；不填则写督办机构")
    office_email: str = Field("", description="本办邮箱；收件人查不到时信发到这里")
    office_phone: str = Field("", description="联系电话")
    letterhead: str = Field("", description="公文版头的机关名称，如某区人民政府办公室；不填则用督办机构")
    number_prefix: str = Field("", description="发文机关代字，如“青政”，写在文号最前")
    fonts: str = Field("", description="字体文件夹，几个之间用分号隔开；先找这里，再找 fonts/ 和系统字体")
    docx_fonts: str = Field(
        "", description="可编辑稿里的字体名，如“小标宋=方正小标宋简体；仿宋=仿宋_GB2312”；不填则用这一套"
    )
    papers: str = Field("", description="签发的公文另存在哪个文件夹；不填则在数据库文件旁边的 papers/")
    public_url: str = Field("", description="网页对外的网址；填了，信里才有签收链接，如 https://duban.example.gov.cn")
    sso_issuer: str = Field(
        "", description="单点登录：统一身份认证（OIDC）的签发者网址，https 开头；不填则只用口令登录"
    )
    sso_client: str = Field("", description="单点登录：本系统在统一身份认证登记的 client_id")
    sso_secret: SecretStr = Field(SecretStr(""), description="单点登录：登记时得到的 client_secret；公开客户端不填")
    sso_name: str = Field("统一身份认证", min_length=1, description="单点登录：登录页上怎样称呼它")
    link_days: int = Field(120, ge=1, description="信里的签收、报送链接几天内有效，从信函落款日算起")
    evidence: str = Field("", description="佐证文件库的文件夹；不填则在数据库文件旁边的 evidence/")
    backups: str = Field("", description="每夜备份放在哪个文件夹；不填则在数据库文件旁边的 backups/")
    following: str = Field("", description="随行副本放在哪个文件夹，最好在另一块盘；不填则在备份文件夹的 following/ 里")
    backups_kept: int = Field(14, ge=2, description="每夜备份留几份")
    sweep_at: str = Field("08:30", pattern=CLOCK_TIME, description="每天几点巡查")
    papers_at: str = Field(
        "17:00", pattern=rf"^(({OFFICE_HOUR})(,({OFFICE_HOUR}))*)?$",
        description="签发的公文几点发出，如 11:30,17:00；此前可以撤回签发；留空则签发后随即发出",
    )  # fmt: skip
    second_person: bool = Field(
        default=True, description="发布会改变已有判定的新版本时，须由另一人批准；只有一人的办公室可设为 false"
    )
    standing: Literal["year", "half", "quarter", "month"] = Field(
        "half", description="起草时，没有量化要求的任务多久报一次进展：year、half、quarter 或 month"
    )
    reopen_days: int = Field(365, ge=1, description="销号后多少天内可以重启")
    rectify_workdays: int = Field(10, ge=1, description="责令整改没有写明时限的，整改通知书给几个工作日，从次日起算")
    batch: int = Field(4000, ge=1, description="巡查时一个事务办多少件")

    @property
    def database_url(self) -> str:
        """The database address with its password: for opening, never for showing."""
        return self.database.get_secret_value()

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database; None when the database is a server."""
        address = self.database_url
        return Path(address.removeprefix("sqlite:///")) if address.startswith("sqlite:///") else None

    @property
    def evidence_folder(self) -> Path:
        """Where the bytes of evidence lie: as set, or beside the database file, or in the working folder."""
        return Path(self.evidence) if self.evidence else self._beside / "evidence"

    @property
    def backups_folder(self) -> Path:
        """Where the backups of every night lie: as set, or beside the database file, or in the working folder."""
        return Path(self.backups) if self.backups else self._beside / "backups"

    @property
    def following_folder(self) -> Path:
        """Where the copy lies that follows a SQLite database: as set, or among the backups."""
        return Path(self.following) if self.following else self.backups_folder / "following"

    @property
    def papers_folder(self) -> Path:
        """Where released papers are kept as files: as set, or beside the database file, or in the working folder."""
        return Path(self.papers) if self.papers else self._beside / "papers"

    @property
    def font_folders(self) -> tuple[Path, ...]:
        """Where fonts are looked for first: the folders set, then `fonts/` beside the database file."""
        written = (each.strip() for each in self.fonts.replace("；", ";").split(";"))
        return (*(Path(each) for each in written if each), self._beside / "fonts")

    @property
    def paper_hours(self) -> tuple[time, ...]:
        """At what hours signed papers leave; none when they leave at once."""
        return tuple(time.fromisoformat(each) for each in self.papers_at.split(",") if each)

    @property
    def _beside(self) -> Path:
        return self.database_file.parent if self.database_file else Path()

    @property
    def mailbox_url(self) -> str:
        """The address of the mailbox with its password, for opening only; "" when no mail is read."""
        return self.imap_url.get_secret_value()

    @property
    def transport_url(self) -> str:
        """The mail transport address with its password: for opening, never for showing."""
        return self.smtp_url.get_secret_value()


def read_settings(file: Path | None = None) -> Settings:
    """Settings from `file`, or from `duban.toml` when that lies in the working folder, under the environment.

    Raises Refused X101 when a named file is not there, X102 with every problem when it is written wrongly.
    """
    chosen = file or DEFAULT_FILE
    if file is not None and not file.is_file():
        raise Refused("X101", f"找不到设置文件 {file}；请检查路径")
    written = _read_toml(chosen) if chosen.is_file() else {}
    here = {key: value for key, value in written.items() if f"DUBAN_{key.upper()}" not in os.environ}
    try:
        return Settings(**here)
    except ValidationError as mistake:
        raise Refused("X102", "设置有误；请按提示逐条改正", _problems(mistake, chosen, here)) from None


def shown(url: str) -> str:
    """An address as it may be shown: the password, if any, replaced by stars."""
    parts = urlsplit(url)
    return url if parts.password is None else url.replace(f":{parts.password}@", ":***@", 1)


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        problem = Problem(Source(str(file)), "X102", "不是 UTF-8 编码的文本；请在编辑器里“另存为 UTF-8”")
    except tomllib.TOMLDecodeError as mistake:
        place = [int(number) for number in re.findall(r"\d+", str(mistake).rpartition("(at")[2])]
        problem = Problem(Source(str(file), *place), "X102", "这一处不是正确的 TOML；请核对等号、引号和括号")
    raise Refused("X102", "设置文件读不懂；请改正后再试", [problem])


def _problems(mistake: ValidationError, file: Path, written: dict[str, Any]) -> list[Problem]:
    """Each wrong setting with its line in the file, or with the name of its environment variable."""
    found = []
    for error in mistake.errors():
        key = str(error["loc"][0])
        place = _line(file, key) if key in written else Source(f"DUBAN_{key.upper()}")
        expected = EXPECTED.get(key, "应是加引号的文字，且不为空")
        known = key in Settings.model_fields
        found.append(Problem(place, "X102", f"{key}：{expected if known else '没有这项设置；请核对拼写'}"))
    return found


def _line(file: Path, key: str) -> Source:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.split("=")[0].strip() == key:
            return Source(str(file), number, 1)
    return Source(str(file))
