"""What libyaml complains of, in Chinese (YAML 报错): it speaks English, and the author of a pack may not."""

_COMPLAINTS = {
    "did not find expected ',' or ']'": "方括号 [ ] 没有配对，或两项之间缺逗号",
    "did not find expected ',' or '}'": "花括号 { } 没有配对，或两项之间缺逗号",
    "did not find expected key": "缩进不齐，或引号没有配对；请与上一行对齐",
    "did not find expected '-' indicator": "列表各项的“-”没有对齐",
    "did not find expected node content": "这里缺一个值",
    "mapping values are not allowed in this context": "这里不能再出现冒号；文字里有“: ”时要加引号，或检查缩进",
    "could not find expected ':'": "键后面缺冒号",
    "found character that cannot start any token": "值不能以这个字符开头（不能用制表符缩进；@ ` % 开头的要加引号）",
    "found unexpected end of stream": "引号没有配对，文件就结束了",
    "found unknown escape character": "双引号里的反斜杠写法不认识；原样文字请用单引号",
    "block sequence entries are not allowed in this context": "这里不能写“-”列表；请换行并缩进",
}


def in_chinese(complaint: str) -> str:
    """What a common complaint means to the author of a pack; any other as it came."""
    return _COMPLAINTS.get(complaint, complaint)
