"""太容易猜的口令：secrets that people choose again and again, and small changes to them (ASVS 2.1.7).

A word list of our own: what heads every published count of leaked secrets, in the shapes that reach twelve characters,
and the words an office here would choose.  Nothing is looked up on a network: the house has none.
"""

import re
from itertools import pairwise

LISTED = """
    password passw0rd pass word qwerty qwertyuiop asdfghjkl zxcvbnm qazwsx qazwsxedc edcrfv 1qaz2wsx 1q2w3e4r 1q2w3e
    q1w2e3r4 zaq12wsx abc abcd abcdef abcdefg abcdefgh iloveyou loveyou woaini woaini1314 ilovechina china zhongguo
    beijing shanghai admin administrator root superuser sysadmin manager user guest test tester testing demo sxedc
    default welcome letmein login master monkey dragon sunshine princess football baseball superman batman michael
    jordan hello helloworld secret changeme temp temporary system oracle mysql postgres wsx edc rfv qaz
    government zhengfu ducha duban duchashi fazhi sifaju office bangong gov govcn company huawei lenovo windows
    computer internet network server database aabbcc qq wang li zhang
    密码 口令 督办 督查 管理员 政府 办公室 司法局 法治 测试 中国 我爱你 你好
"""
WORDS = tuple(sorted(LISTED.split(), key=len, reverse=True))
SWAPPED = str.maketrans("@$0135!", "asolesi")
TAIL = re.compile(r"[\W_\d]+$")
FILLING = re.compile(r"[\W_\d]+")
DIFFERENT = 5


def is_guessable(secret: str, name: str) -> bool:
    """Whether a secret is a usual one: few characters, a run, its account's name, or words of the list only."""
    plain = secret.casefold()
    if len(set(plain)) < DIFFERENT or name.casefold() in plain:
        return True
    return _is_a_run(plain) or _of_words(plain) or _of_words(TAIL.sub("", plain).translate(SWAPPED))


def _is_a_run(plain: str) -> bool:
    """Whether most of it counts up, counts down or stands still, like 123456789012 or aaaabbbbcccc."""
    steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
    return sum(abs(step) <= 1 for step in steps) > len(steps) * 2 / 3


def _of_words(plain: str) -> bool:
    """Whether nothing is left of it but words of the list, digits and signs."""
    left = plain
    for word in WORDS:
        left = left.replace(word, " ")
    return not FILLING.sub("", left)
