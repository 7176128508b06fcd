"""力度：how strongly a clause binds; text -> must, in_principle, encourage, forbid.

应当, 要, 必须 -> must · 原则上, 一般 -> in_principle · 鼓励, 探索, 有条件的 -> encourage · 严禁, 不得 -> forbid.
"""

from typing import Literal

import regex

Strength = Literal["must", "in_principle", "encourage", "forbid"]

TABLE: tuple[tuple[Strength, str, str], ...] = (
    ("encourage", "鼓励|倡导|提倡|支持有条件|有条件的|探索|可结合实际", "鼓励每年开展一次评选"),
    ("in_principle", "原则上|一般(?=不|为|应|每|在|要)|力争", "原则上每年开展一次"),
    ("forbid", "严禁|禁止|不得(?!少于|低于|小于|短于|超过|多于|高于|大于|晚于|迟于)", "不得迟报漏报"),
)
MODAL = (
    "应当|应该|应于|应(?=[^急诉用对邀变付聘考答试缴征收届]|$)|必须|须|需要?(?=[^求])|"
    "(?<![主重需必紧首纪摘概提])要(?=[^求点素闻件害职览目领])|务必|确保|负责(?![人同])|保证"
)
_SIMPLE = [(strength, regex.compile(words)) for strength, words, _ in TABLE]

# 可 as a permission: what may be done is no duty.
PERMITTED = regex.compile(
    "(?<![许认尚不])可(?!.{0,2}率)(?![持靠能行视控复再读信见追溯观喜比量核利供操研预溶燃变])(?:以)?"
)


def strength_of(text: str) -> Strength:
    """The weakest word wins: a hedge in a clause hedges the whole of it."""
    return next((strength for strength, pattern in _SIMPLE if pattern.search(text)), "must")
