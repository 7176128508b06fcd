"""Arrays as PostgreSQL reads them."""

import pytest

from store.arrays import as_array


def test_numbers_and_truths_stand_as_they_are_and_words_in_quotes() -> None:
    assert as_array([1, None, -3]) == "{1,NULL,-3}"
    assert as_array([True, None]) == "{True,NULL}"
    assert as_array(["甲", None, 'a"b\\c', "NULL", "None"]) == '{"甲",NULL,"a\\"b\\\\c","NULL","None"}'
    assert as_array([None]) == "{NULL}"
    assert as_array([]) == "{}"


@pytest.mark.parametrize("values", [[1, "a"], [b"a"], [1.5]])
def test_nothing_else_is_put_into_an_array(values: list[object]) -> None:
    with pytest.raises(TypeError, match="no array of"):
        as_array(values)  # type: ignore[arg-type]
