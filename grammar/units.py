"""单位名称：a list of agencies as printed → its names.

市发展改革委、市工商局          two names
市政府办公厅和各区县政府办公室   two: both sides of 和 end like an agency
住房和城乡建设局                one: 住房 is no agency
市交通委（市道运局）            one: brackets hold together
区市场监管局等相关部门          one, kept as written;  商务部等 → 商务部
"""

import re
from collections.abc import Iterator

UNIT_END = re.compile(  # how the name of an agency, or of a class of them, ends
    "(?:[局委办辦厅廳署司科股处處所站室队隊社组組部台馆館]|政府|公室|单位|單位|部门|部門|街道|社区|社區|村委|居委|街镇|街鎮|[乡鄉镇鎮]|办事处|辦事處"
    "|机关|機關|机构|機構|[法学學医醫检研高中]院|检察院|研究院|科学院|国务院|银行|分行|支行|[员員合协協学學商工总總监監理事证證证研]会|委員會"
    "|[监監工商管]会|公司|集团|企业|协会|中心|学校|党校|大学|院校|妇联|残联|工商联|社联|文联|科协|侨联|团委|共青团|(?<=[团革盟建进党社工])中央|法院"
    "|专班|支队|大队|总队|园区|开发区|管理区|新区|高新区|各区|各县|各市|县区|区县|县市|市县|市区|地区|旗|各州|各省|联社|电网|电力|联通|电信|移动|铁塔|海关|军区"
    "|基地|平台公司|[成员]员)(?:[（(][^（()）]*[）)])?$"
)
GENERIC = {
    "单位",
    "部门",
    "企业",
    "机构",
    "地区",
    "政府",
    "單位",
    "部門",
    "政府部门",
    "个人",
    "社会组织",
}  # no agency by itself
JOIN = re.compile("以及|[和及与與暨]")
LONGEST = 200  # signs; what is longer without a comma is no list of names
SEPARATORS = "、,，;；/|"
OPEN, CLOSE = "（(【[〔［", "）)】]〕］"
LEVEL = "(?:自治区|直辖市|自治州|省|市|区|县|州|盟|旗|乡|镇|街道)"
LEVELS = re.compile(
    f"各{LEVEL}(?:、{LEVEL}[^、，,；;和及（）()]*)+"
)  # 各省、自治区、直辖市人民政府: one body of agencies
KEPT = "\u0001"  # stands for a 、 that separates no names
ET_CETERA = re.compile("等(?:(?:多个?)?(?:部门|单位|部門|單位))?$")  # 人民银行等部门 → 人民银行
ET_CETERA_AND = re.compile("等(?=[和及与、]|以及)")  # 供销合作总社等和各省级人民政府
NOBODY = re.compile(r"(?:无|無|/|\\|—+|－+|-+|――)$")  # what an empty cell of a table prints
LEADING = re.compile("^(?:由|和|及|以及|与|其中)(?=.)")


def split_units(text: str) -> list[str]:
    """Split a printed list into names, verbatim, dropping a bare 等."""
    text = LEVELS.sub(lambda levels: levels[0].replace("、", KEPT), text)
    pieces = split_outside_brackets(text, SEPARATORS)
    return [name.replace(KEPT, "、") for piece in pieces for name in _names(piece)]


def looks_like_unit(name: str) -> bool:
    """Whether a name ends as agencies do (局, 委, 办, 政府, 各部门 …)."""
    return UNIT_END.search(ET_CETERA.sub("", name)) is not None


def split_outside_brackets(text: str, separators: str) -> Iterator[str]:
    """Split at any of the separators that stands outside brackets; a bracket left open protects nothing."""
    depth, start = 0, 0
    last_close = max(text.rfind(mark) for mark in CLOSE)
    for index, mark in enumerate(text):
        if mark in OPEN and index < last_close:
            depth += 1
        elif mark in CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and mark in separators:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def _names(piece: str) -> Iterator[str]:
    for part in _by_spaces(piece.strip(" 　\u00a0。.:：*")):
        for half in ET_CETERA_AND.split(part):
            for name in _by_conjunction(LEADING.sub("", half)):
                name = ET_CETERA.sub("", LEADING.sub("", name)).strip()
                if name and not NOBODY.match(name):
                    yield name


def _by_spaces(piece: str) -> list[str]:
    """Blanks separate agencies (县教育局 县水利局); inside a name they are only a broken line."""
    names: list[str] = []
    waiting = ""
    for word in piece.split():
        waiting += word
        if looks_like_unit(waiting):
            names.append(waiting)
            waiting = ""
    return [*names, waiting] if waiting else names


def _by_conjunction(text: str) -> list[str]:
    """Cut at 和, 及, 与 where an agency ends before it and a particular one follows; prose is left alone."""
    if len(text) > LONGEST:
        return [text]
    for join in JOIN.finditer(text):
        left, right = text[: join.start()], text[join.end() :]
        if _inside_brackets(left) or right in GENERIC or right.startswith("其"):
            continue
        if len(left) > 1 and looks_like_unit(left) and looks_like_unit(right):
            return [left, *_by_conjunction(right)]
    return [text]


def _inside_brackets(left: str) -> bool:
    return sum(c in OPEN for c in left) > sum(c in CLOSE for c in left)
