import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.at.fields import FIELD_LIMIT, BadReply, detail, number, split

CASES = {
    "": [""],
    "1": ["1"],
    "1,2": ["1", "2"],
    " 1 , 2 ": ["1", "2"],
    "1,": ["1", ""],
    ",": ["", ""],
    '"SM",3': ["SM", "3"],
    '"a,b",3': ["a,b", "3"],
    '"a"b",3': ['a"b', "3"],
    '"a" ,3': ["a", "3"],
    '"",""': ["", ""],
    '"open,3': ["open,3"],
    '"': [""],
    '1,"x"': ["1", "x"],
    'a"b,c': ['a"b', "c"],
}


@pytest.mark.parametrize(("text", "fields"), CASES.items())
def test_fields_are_split_at_commas_outside_quotes(text: str, fields: list[str]) -> None:
    assert split(text) == fields


@given(st.lists(st.text(st.characters(exclude_characters='"', min_codepoint=32, max_codepoint=126)), min_size=1))
def test_quoted_fields_survive_being_joined(fields: list[str]) -> None:
    assert split(",".join(f'"{field}"' for field in fields)) == fields[:FIELD_LIMIT]


def test_a_line_of_commas_is_read_in_part() -> None:
    assert len(split("," * 4000)) == FIELD_LIMIT


def test_the_detail_of_another_line_is_refused() -> None:
    assert detail("+CSQ:  20,99 ", "+CSQ") == "20,99"
    for line in ("+CSQ", "+CSQX: 1", "20,99", ""):
        with pytest.raises(BadReply):
            detail(line, "+CSQ")


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.0", "x", "²", "٣", "256", "0001"])
def test_what_is_no_number_up_to_the_limit_is_refused(text: str) -> None:
    assert number("255", "line", 255) == 255
    with pytest.raises(BadReply):
        number(text, "line", 255)
