"""主体：who owes a duty, to whom it is reported, and how it is counted out (per agency, per person)."""

import regex

from grammar.strength import MODAL

PERSON = (
    "人员|成员|负责人|负责同志|干部|学生|教师|公务员|职工|员工|总?河长|[林湖田路]长|代表|委员(?!会)|民兵|党员"
    "|领导(?!小组|班子)|书记|同志|工作者|律师|志愿者|每人|每名|局长|主任|法官|检察官|辅警|民警|人均|专家"
    "|[院校]长|队员|专员|网格员|[调检巡督护管][^,。;会]?员"
)
AGENCY = (
    "(?<!法治)(?<!数字)(?<!型)政府|部门|机关|单位|机构|委员会|常委会|办公室|[局厅委办署](?!署|理|分|门)|(?<![全内外大])部(?!署|分|门|位)|院|学校|院校|高校|中学|小学"
    "|企业|公司|街道|乡镇|镇街|街镇|乡|镇|村|社区|办事处|中心|领导小组|专班|班子|工委|(?<=[会业际经益党级民])组织|协会|站|所|支?大?队"
    r"|科室|处室|村居|(?:督查|督察|工作|领导)组|(?:督查|督察|研究|值班)室|(?:基金|理事|监事|业主)会|经营者|党委|党组|各地|地区|省份|市州|州市|区县|县区|市县|县市|自治区|直辖市|县\(市[、区]*\)|区\(县\)"
    "|(?<![小景灌校辖片厂库山])[县区市]|园区|开发区|管委会|集团|银行|会议|行业"
)
_ASIDE = r"(?:\([^()]{0,20}\))?"
_TAIL = regex.compile(rf"(?:(?P<person>{PERSON})|(?P<agency>{AGENCY})){_ASIDE}$")
_RATE = regex.compile(
    "(?:率|比例|比重|占比|数量|总量|面积|规模|水平|总数|时间|课时|范围|距离|目标|任务|工作|成效|机制|制度|体系|系统"
    "|平台|班|讲座|活动|事项|情况)$"
)
_VERB = (
    "接到|收到|任职|自评|自查|请|学法|述法|普法|述职|创建|报告|报送|上报|提交|制定|编制|拟定|完成|开展|组织(?!$)|建立|举办|召开|推进|接受|参加|参与|旁听|公布|公开|审议"
    "|配备|落实|实施|实行|选取|选择|建设|打造|推出|执行|进行|检查|巡查|巡河|巡护|调整|修订|安排|取得|实现|达到|完善"
    "|全面|全部|纳入|印发|出台|推行|部署|负责|至少|不少于|不得少于|建成|牵头|会同|应|会前|集中|听取|研究|学习|培训"
    "|调度|通报|分析|评估|清理|走访|督查|考核|公示|发布|签订|形成|更新|培育|新增|基本|现场|专题|依法|每|原则上|[都均也还]"
)
_START = regex.compile(rf"(?P<subject>[^,。;]{{0,60}}?(?:{PERSON}|{AGENCY}){_ASIDE})(?=(?:{_VERB}))")
# what is made is no bearer, though its name may end like one: 区民政局新建养老院2所, 新增科技企业40家
_MAKING = (
    "新增|增设|新建|新修|新改建|改扩建|扩建|修建|建成|组建|引进|招引|选拔|选聘|评选|遴选|培育|打造|增配|布设|铺设|资助"
)
_CUT = regex.compile(
    rf"(?:{_MAKING})(?=[^,。;的]*\d)|{MODAL}|原则上|一般(?=不)|(?<!面)向|对(?!口|外|应)|将|把|(?<![位属关终对])于(?!其)|(?<!存)在(?!职|编|岗|册|线|内)"
    "|不?定期|及时|不得|不准|严禁|禁止|按照?|依据|依法|通过|每年|以(?![上下内外])|(?<!各)自(?![治主查行评]|我|动|觉)(?=[^,。;]{2,24}(?:之日|起))"
)
# 职工三百人以上的企业: a class of bearers told by its size
SIZED = regex.compile(
    rf"(?:[^,。;、]{{0,16}}?[\d一二两三四五六七八九十百千万][^,。;、]{{0,6}}(?:以上|以下|不足[^,。;]{{0,6}})的"
    rf"|[^,。;、\d]{{1,12}}?(?:超过|不足|达到)[\d一二两三四五六七八九十百千万]+[^,。;、\d]{{0,6}}?的"
    rf"|[^,。;、\d]{{0,6}}?(?:规模|限额)以[上下]的?)[^,。;的]{{0,8}}?(?:{AGENCY})"
)
_HEAD = regex.compile(
    "(?:并|且|同时|其中|即|确保|保证|做到|实现|力争|努力|推动|抓好|加强|落实|由|各项|严格|"
    "认真|负责|原则上|要|按要求|全面|使|扎实|切实|逐步|进一步|有序|积极|对(?=于)|对于|鼓励|从|自|每名|每位)+"
)
_PARTNER = regex.compile("会同|联合|配合")
_LAST_ASIDE = regex.compile(r"\([^()]*\)$")
_EACH = regex.compile("每个?(?:乡|镇|村|县|区|市|街道|社区|部门|单位|学校)")
_BODY = regex.compile("政府|机关|机构|单位|部门|各级|各部|委员会|学校|企业|乡镇|街道|社区|村|[县区市镇乡]")
_APART = regex.compile("(?:分别|各自?|均)$")
_REPORT = "报告|报送|提交|上报|汇报|公开|公布|公示|通报|述职|述法|备案|反馈|反映|报备|抄送"
_OFFICE = "委员会|办公室|政府|部门|机关|单位|机构|[部厅局委办院会]"
RECIPIENT = regex.compile(
    rf"(?<!面)向(?P<to>[^,。;]{{1,40}}?)(?:书面|专题|集中|统一|定期|及时|主动|如实)*(?:{_REPORT})"
    rf"|(?:报送至?|上报至|抄送|抄报|呈报|报请|报(?![告送备名刊表]))(?P<give>[^,。;各\d][^,。;\d]{{0,28}}?(?:{_OFFICE}))"
    r"(?:备案|审[批定查]|批准|备查)?(?=$|[,。;]|备案|审[批定查]|批准|并|和)"
    r"|到(?P<go>[^,。;]{2,24}?(?:部门|局|机关|委员会|办公室))(?:备案|登记|报告)"
)


def recipient_in(text: str) -> tuple[int, int] | None:
    """Where the one who is reported to stands in a statement (向…报告, 报…备案), or None."""
    found = RECIPIENT.search(text)
    if not found:
        return None
    name = next(name for name in ("to", "give", "go") if found[name])
    start, end = found.span(name)
    apart = _APART.search(text, start, end)  # 向甲、乙分别报告
    return start, apart.start() if apart else end


def _head_end(text: str, marks: list[tuple[int, int]]) -> int:
    """Where the bearer can begin: after leading dates and words that bear nothing."""
    low, moved = 0, True
    while moved:
        head = _HEAD.match(text, low)
        ends = [end for start, end in marks if start <= low < end]
        further = max([low, *ends, *([head.end()] if head else [])])
        low, moved = further, further > low
    return low


def subject_in(text: str, marks: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the bearer or the thing measured stands at the head of a clause; `marks` begin dates and amounts."""
    sized = SIZED.match(text)
    if sized:
        return sized.span()
    low = _head_end(text, marks)
    if _PARTNER.match(text, low):
        return None
    if not marks and text.endswith(("班", "讲座", "活动")):
        return (low, len(text)) if low < len(text) else None
    cuts = [start for start, _ in marks if start >= low]
    found = _CUT.search(text, low)
    cuts += [found.start()] if found else []
    high = min(cuts, default=len(text))
    if high < len(text) and _TAIL.search(text[low:high]):
        return (low, high)
    named = _START.match(text, low)
    if named and named.end("subject") <= high:
        return named.span("subject")
    return None


def per_of(subject: str | None) -> str | None:
    """Whom a duty is counted out to: a person, an agency, or None where the subject is neither."""
    if not subject:
        return None
    subject = _LAST_ASIDE.sub("", subject)
    if _EACH.match(subject):
        return "agency"
    if _RATE.search(subject):
        return None
    found = _TAIL.search(subject)
    if not found:
        return None
    return "person" if found["person"] else "agency"


def names_agency(subject: str | None) -> bool:
    """Whether a body is named anywhere in the subject: 县级政府法制机构专职人员, 各级机关的审核人员."""
    return bool(subject and _BODY.search(subject))
