"""数字 numerals: numbers as the paragraphs of an official paper are counted."""

_DIGITS = "零一二三四五六七八九"


def zh_count(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals: 一, 十, 二十三; a greater one in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
