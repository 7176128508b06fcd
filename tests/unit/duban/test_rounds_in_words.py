"""What the rounds of a night found is told in words that a person reads, never by the names of fields."""

from duban.services.care.keeping import in_words


def test_what_was_found_is_told_by_chinese_names() -> None:
    assert in_words({"lacking": [2027, 2028], "differ": []}) == "未公布的年份 2027、2028"
    assert in_words({"code": "S111", "message": "磁盘满"}) == "编码 S111，原因 磁盘满"


def test_a_long_list_is_cut() -> None:
    assert len(in_words({"damaged": ["events 12"] * 100})) == 200
