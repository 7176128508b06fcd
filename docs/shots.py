"""The screens of the console that are photographed: who looks, where, and what each picture is called."""

from dataclasses import dataclass

from engine.nouns import Role


@dataclass(frozen=True)
class Shot:
    """A screen to photograph: its file, its title, who looks, and where; without a path, what `staging` prepared.

    `first` leads on to a thing of that kind, `then` on from there.
    """

    name: str
    title: str
    role: Role | None
    path: str = ""
    first: str = ""
    then: str = ""
    status: int = 200


OFFICER, INSPECTOR, LEADER = Role.OFFICER, Role.INSPECTOR, Role.LEADER
CONTACT, READER, ADMINISTRATOR = Role.CONTACT, Role.READER, Role.ADMINISTRATOR

PARTS: dict[str, tuple[Shot, ...]] = {
    "登录": (
        Shot("login", "登录", None, "/login"),
        Shot("login-portal", "登录（设了单点登录）", None),
        Shot("secret", "改口令", ADMINISTRATOR, "/secret"),
    ),
    "督办专员": (
        Shot("today", "今天", OFFICER, "/today"),
        Shot("ledger", "台账", OFFICER, "/ledger"),
        Shot("matrix", "矩阵", OFFICER, "/matrix"),
        Shot("charts", "图表", OFFICER, "/charts"),
        Shot("duty", "一件应办事项", OFFICER, "/ledger?lamp=red", "/duty/"),
        Shot("tasks", "督办件", OFFICER, "/tasks"),
        Shot("task", "一件督办件", OFFICER, "/tasks", "/task/"),
        Shot("judging", "待核验", OFFICER, "/judging"),
        Shot("evidence", "材料", OFFICER, "/evidence"),
        Shot("piece", "一份材料", OFFICER, "/evidence", "/evidence/"),
        Shot("petitions", "申请", OFFICER, "/petitions"),
        Shot("notices", "通知", OFFICER, "/notices"),
        Shot("notice", "一件通知", OFFICER, "/notices?state=held", "/notices/"),
        Shot("notice-paper", "这件通知的公文", OFFICER),
        Shot("notice-mail", "一件通知的邮件", OFFICER),
        Shot("letters", "函件", OFFICER, "/letters"),
        Shot("letter", "一封函件", OFFICER, "/letters", "/letters/"),
        Shot("silences", "静默与发信", OFFICER, "/silences"),
        Shot("calendar", "日历", OFFICER, "/calendar"),
        Shot("roster", "名册", OFFICER, "/roster"),
        Shot("agency", "一个单位", OFFICER, "/roster", "/roster/agency/"),
        Shot("people", "人员", OFFICER, "/roster/people"),
        Shot("roster-import", "导入名册", OFFICER, "/roster/import"),
        Shot("changes", "机构变动", OFFICER, "/roster/changes"),
        Shot("scores", "并排比较（没有开启）", OFFICER, "/scores"),
        Shot("training", "学时统计", OFFICER, "/training"),
        Shot("training-people", "一件培训里的各人", OFFICER, "/training", "/training/"),
        Shot("training-person", "一个人的学时", OFFICER, "/training", "/training/", "/training/"),
        Shot("plans", "文件导入", OFFICER, "/plans"),
        Shot("plan", "一份文件", OFFICER, "/plans", "/plans/"),
        Shot("drafts", "草案", OFFICER, "/drafts"),
        Shot("draft", "草案的文本", OFFICER),
        Shot("difference", "发布前的差异", OFFICER),
        Shot("packs", "规则包", OFFICER, "/packs"),
        Shot("pack", "一个规则包", OFFICER, "/packs", "/packs/published/"),
        Shot("shipped-pack", "随软件提供的规则包", OFFICER, "/packs", "/packs/shipped/"),
        Shot("simulate", "推演", OFFICER, "/simulate"),
        Shot("simulated", "推演的结果", OFFICER),
        Shot("office-leader", "分管领导的一页（专员所见）", OFFICER, "/leader"),
    ),
    "领导": (
        Shot("leader", "一页看", LEADER, "/leader"),
        Shot("leader-paper", "专报（PDF）", LEADER),
        Shot("repeats", "重复逾期", LEADER, "/leader/repeats"),
    ),
    "联络员": (
        Shot("mine", "我的事项", CONTACT, "/mine"),
        Shot("mine-task", "一件督办件", CONTACT, "/mine", "/task/"),
        Shot("mine-duty", "一件应办事项", CONTACT, "/ledger", "/duty/"),
        Shot("mine-evidence", "本单位的材料", CONTACT, "/evidence"),
        Shot("evidence-new", "交材料", CONTACT, "/evidence/new"),
        Shot("evidence-receipt", "收件回执", CONTACT),
        Shot("mine-training", "学时统计", CONTACT, "/training"),
        Shot("hours", "学时导入", CONTACT, "/hours"),
        Shot("mine-calendar", "日程与年终表", CONTACT, "/mine/calendar"),
        Shot("deputies", "代管与经办", CONTACT, "/mine/deputies"),
    ),
    "凭信里的链接，不用账户": (
        Shot("link", "打开链接", None),
        Shot("link-signed", "签收以后", None),
        Shot("link-reported", "反馈以后", None),
    ),
    "系统管理员": (
        Shot("house", "系统运行状况", ADMINISTRATOR, "/house"),
        Shot("house-doctor", "全面体检", ADMINISTRATOR, "/house/doctor"),
        Shot("house-rounds", "夜间工作与备份", ADMINISTRATOR, "/house/rounds"),
        Shot("house-log", "日志", ADMINISTRATOR, "/house/log"),
        Shot("house-accounts", "账户", ADMINISTRATOR, "/house/accounts"),
        Shot("house-account", "一个账户", ADMINISTRATOR, "/house/accounts", "/house/accounts/"),
        Shot("house-upkeep", "维护", ADMINISTRATOR, "/house/upkeep"),
        Shot("house-tried", "升级试跑的结果", ADMINISTRATOR),
        Shot("house-looked", "查看备份的结果", ADMINISTRATOR),
        Shot("house-jobs", "后台工作", ADMINISTRATOR, "/house/jobs"),
        Shot("house-mail", "试信", ADMINISTRATOR, "/house/mail"),
        Shot("administrator-roster", "名册", ADMINISTRATOR, "/roster"),
        Shot("administrator-letter", "一封函件", ADMINISTRATOR, "/letters", "/letters/"),
    ),
    "督查员": (
        Shot("inspector-today", "今天", INSPECTOR, "/today"),
        Shot("inspector-task", "一件督办件", INSPECTOR, "/tasks", "/task/"),
        Shot("inspector-letter", "一封函件", INSPECTOR, "/letters", "/letters/"),
        Shot("inspector-log", "日志", INSPECTOR, "/house/log"),
        Shot("inspector-scores", "并排比较", INSPECTOR, "/scores"),
    ),
    "查阅人": (
        Shot("reader-today", "今天", READER, "/today"),
        Shot("reader-ledger", "台账", READER, "/ledger"),
        Shot("reader-duty", "一件应办事项", READER, "/ledger", "/duty/"),
        Shot("reader-agency", "一个单位", READER, "/roster", "/roster/agency/"),
        Shot("reader-notice", "一件通知", READER, "/notices", "/notices/"),
    ),
    "没有办成": (
        Shot("refused", "不许进（403）", READER, "/house", status=403),
        Shot("absent", "没有这个页面（404）", READER, "/nowhere", status=404),
        Shot("conflict", "现在不能这样办（409）", OFFICER, status=409),
        Shot("too-large", "传的太大（413）", OFFICER, status=413),
        Shot("misfilled", "填得不对（422）", READER, "/ledger?page=first", status=422),
        Shot("broken", "系统出错（500）", READER, "/broken", status=500),
    ),
}
"""By who looks, in the order of the page that lists them."""
PRINTED = frozenset(
    {
        "leader", "today", "ledger", "matrix", "duty", "task", "notice", "charts", "agency", "calendar", "mine",
        "repeats", "evidence-receipt", "training",
    }
)  # fmt: skip
"""What an office prints; photographed as the first sheet of paper that the browser makes of it."""
