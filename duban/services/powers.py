"""谁可以做什么：what each role may see and do at the console, and of which agencies.

Every service that the console calls asks here first, so that a page cannot forget to.  What may be done to one task is
the business of `workflows`; this table says who gets as far as asking.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from engine.nouns import Account, Role
from engine.source import Refused
from workflows.standard import ROLE_ZH


class Deed(StrEnum):
    """What someone may be allowed to see or to do (权限)."""

    LOOK = "look"  # duties, verdicts and their reasons
    LOOK_AT_PEOPLE = "look_at_people"  # hours and names of single persons
    WORK = "work"  # accept a task, report, ask for more time, dispute
    JUDGE = "judge"  # evidence, extensions, confirmations
    INSPECT = "inspect"
    RELEASE = "release"  # formal papers
    COMMENT = "comment"  # 批示
    SILENCE = "silence"
    WRITE_RULES = "write_rules"
    KEEP_ROSTER = "keep_roster"
    COMPARE = "compare"  # scores of agencies side by side
    RANK = "rank"  # whether agencies are shown side by side at all
    KEEP_HOUSE = "keep_house"  # accounts, jobs, backups
    SEARCH_LOG = "search_log"


OFFICE = frozenset({Role.OFFICER, Role.INSPECTOR})
EVERYONE = OFFICE | {Role.LEADER, Role.CONTACT, Role.READER}
POWERS: dict[Deed, frozenset[Role]] = {
    Deed.LOOK: EVERYONE,
    Deed.LOOK_AT_PEOPLE: OFFICE | {Role.CONTACT},
    Deed.WORK: frozenset({Role.CONTACT, Role.OFFICER}),
    Deed.JUDGE: frozenset({Role.OFFICER}),
    Deed.INSPECT: frozenset({Role.INSPECTOR}),
    Deed.RELEASE: frozenset({Role.OFFICER, Role.LEADER}),
    Deed.COMMENT: frozenset({Role.LEADER}),
    Deed.SILENCE: frozenset({Role.OFFICER}),
    Deed.WRITE_RULES: frozenset({Role.OFFICER}),
    Deed.KEEP_ROSTER: frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
    Deed.COMPARE: OFFICE | {Role.LEADER},
    Deed.RANK: frozenset({Role.OFFICER}),
    Deed.KEEP_HOUSE: frozenset({Role.ADMINISTRATOR}),
    Deed.SEARCH_LOG: frozenset({Role.ADMINISTRATOR, Role.OFFICER, Role.INSPECTOR}),
}
DEED_ZH: dict[Deed, str] = {
    Deed.LOOK: "查阅事项",
    Deed.LOOK_AT_PEOPLE: "查阅个人情况",
    Deed.WORK: "办理事项",
    Deed.JUDGE: "审核材料",
    Deed.INSPECT: "督查",
    Deed.RELEASE: "签发文书",
    Deed.COMMENT: "批示",
    Deed.SILENCE: "暂停提醒",
    Deed.WRITE_RULES: "编写规则",
    Deed.KEEP_ROSTER: "维护名册",
    Deed.COMPARE: "比较各单位",
    Deed.RANK: "决定是否并排比较各单位",
    Deed.KEEP_HOUSE: "管理系统",
    Deed.SEARCH_LOG: "查询日志",
}


@dataclass(frozen=True)
class Viewer:
    """Who asks (来访者): an account, and the agencies it may see; None stands for all of the jurisdiction."""

    account: Account
    agencies: frozenset[str] | None = None

    @property
    def role(self) -> Role:
        """In which capacity."""
        return self.account.role

    @property
    def own(self) -> str:
        """The one agency that the viewer works for.  Raises Refused X660 when he works for the office."""
        if self.account.agency is None:
            raise Refused("X660", "这一页是给责任单位用的，您的账户不属于某一个单位；请到台账里按单位查看")
        return self.account.agency

    def may(self, deed: Deed) -> bool:
        """Whether the role of the viewer allows a deed."""
        return self.role in POWERS[deed]

    def permit(self, deed: Deed) -> None:
        """Let the viewer go on. Raises Refused X620 when the role does not allow the deed."""
        if not self.may(deed):
            able = "、".join(ROLE_ZH[role] for role in Role if role in POWERS[deed])
            raise Refused("X620", f"{ROLE_ZH[self.role]}不能{DEED_ZH[deed]}；请转交{able}办理")

    def sees(self, agency: str) -> bool:
        """Whether an agency lies within the viewer's sight."""
        return self.agencies is None or agency in self.agencies

    def admit(self, agencies: Collection[str]) -> None:
        """Let the viewer see something of these agencies; one in sight is enough.

        Raises Refused X621, in the words of a thing that is not there: that it exists is already a secret.
        """
        if not any(self.sees(agency) for agency in agencies):
            raise Refused("X621", "没有这一件，或它不属于您的单位；请核对编号")


def viewer(account: Account) -> Viewer:
    """The viewer that an account makes: those of an agency see that agency, those of the office see all."""
    return Viewer(account, None if account.agency is None else frozenset({account.agency}))
