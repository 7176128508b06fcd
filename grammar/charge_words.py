"""分工用词：the words that an assignment is printed with; labels, verbs, notes and what is prose.

Patterns are written in simplified signs and widened to both scripts.
"""

import re

from grammar.fold import either_script

ROLES = ("lead", "support", "responsible")
WHO = "(?:单位|部门|主体|机构|机关|处室|科室|股室|区县|地区|县区)"
LABELS = {  # role → what may stand before the colon
    "lead": f"(?:总?牵头(?:责任)?|主办|主责|主管|(?:主要|第一)责任){WHO}",  # 牵头单位：
    "support": f"(?:配合|协办|协助|协同|参与|参加|支持|会办)(?:责任)?{WHO}",  # 配合单位：
    "responsible": f"(?:考核)?(?:责任|负责|承办|实施|落实|执行|完成)(?:考核)?{WHO}",  # 责任主体：
    "aside": f"(?:督办|督查|督导|监督|指导|验收|汇总){WHO}"
    "|(?:完成|办理|落实|整改|工作|计划)?(?:时限|时间|期限|期程)(?:要求|安排)?"
    "|时间(?:节点|进度)|进度安排|适用范围|备注"
    "|(?:责任|牵头|分管|市级|区级|县级)?领导|(?:责任|负责|联系|第一责任)人",  # 完成时限：
}
LABEL = re.compile(either_script("|".join(f"(?P<{role}>{words})" for role, words in LABELS.items())))
# （牵头：甲局；配合：乙局）
BARE = either_script("|(?P<lead_bare>牵头|主办)|(?P<support_bare>配合|协办)|(?P<responsible_bare>责任|承办)")
LABEL_COLON = re.compile(f"(?:{LABEL.pattern}{BARE})(?:及(?:责任人|时限))?\\s*[:：]")

MANNER = (  # 按职责分工负责, 分别负责, 共同牵头, 结合实际落实
    "(?:按照?(?:各自)?职[责能](?:分工)?|依据?职责(?:分工)?|根据(?:各自)?职责(?:分工)?|分工|分别|共同|联合|各自|具体|积极|结合实际|密切)*"
)
VERBS = {  # role → the verb that closes a list of names
    "lead": "(?:总)?牵头(?:负责|组织|实施|抓总|落实|推进|办理|承办|会同)?|主办|主责",  # 市审改办牵头
    "support": "(?:协助|协同)?配合(?:落实|实施|做好)?|协办|协助|协同|参与|参加",  # 市政府相关部门配合
    "responsible": "负责(?:落实|(?:组织|具体)?实施|推进)?|承办|落实|(?:组织)?实施|执行|办理",
}
VERB = re.compile(
    either_script(MANNER + "(?:" + "|".join(f"(?P<{role}>{words})" for role, words in VERBS.items()) + ")$")
)
OWN_ROLE = re.compile(  # 教务处（牵头）
    either_script(
        "[（(](?:(?P<lead>总?牵头|主办|主责)|(?P<support>配合|协办|参与)|(?P<responsible>承办|负责))(?:单位|部门)?[）)]$"
    )
)
LEAD_RUNS_ON = re.compile(either_script("(?<=牵头)(?=会同|各|市|区|县|省|州|有关|相关)"))  # 市司法局牵头各区配合
TOGETHER = re.compile(either_script("会同"))  # 国家发展改革委会同有关部门负责
NOTE = re.compile(  # 列第一位者为牵头单位，下同
    either_script(
        "^(?:其中)?[列排居].{0,3}[第首][一]?位|为牵头(?:单位|部门)$|^以?下同$|^适用范围|^参照执行$"
        "|^(?:以下|下文|其余)?均需|^不再(?:逐一)?(?:列出|列示|注明)|^以下.{0,12}均"
    )
)
FIRST_LEADS = re.compile(  # 列第一位者为牵头单位，下同：甲局、乙局
    either_script("(?:其中)?[列排居].{0,3}[第首]一?位.{0,8}?(?:为|是)牵头(?:单位|部门)(?:[，,]\\s*以?下同)?[：:]?")
)
FIRST_IS_LEAD = re.compile(
    either_script(
        "[列排居]在?[第首]一?位的?者?(?:责任)?(?:单位|部门)?(?:均|即)?(?:为|是|作为)(?:总?牵头|主办)(?:责任)?(?:单位|部门)"
    )
)
WITHIN = re.compile(
    either_script("(?:^|(?<=[，,。；;：:]))由[^，,。；;：:]{2,60}(?:牵头|负责|承办)[^，,。；;：:]{0,6}(?=[，,。；;])")
)
DATE = re.compile(  # （市司法局牵头，2022年底前）
    either_script(r"\d+\s*[年月]|年底前?$|^[一二三四五六七八九十]+月|长期|持续|常态化|^全年$|适时|^按时")
)
SPOKEN = re.compile(either_script("牵头|负责|主办|承办"))
PROSE = re.compile(either_script("[由的要是将把]|应当|工作|负责|^(?:具体|其|并|本|该|主要)|.{26}"))  # no name has these
CLAUSE_BREAK = ",，;；。"
NOTED = re.compile(
    either_script(r"\S{0,6}(?:时限|时间|期限|期程|领导|责任人|进度|节点)")
)  # lines that go with a charge
LINE_BREAK = re.compile(r"\s*\n\s*")  # of a name broken at the end of a line
OPEN, CLOSE = "（(【[〔［", "）)】]〕］"
BRACKET = re.compile(f"[{re.escape(OPEN + CLOSE)}]")
BRACKETED = 1500  # a bracket longer than this many characters is prose, not a charge
SENTENCE_END = re.compile(r"[。；;！!？?”\"》）)】〕\]:：]\s*\**$")  # a charge may be set in **bold**
