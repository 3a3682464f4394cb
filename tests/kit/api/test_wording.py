"""What is wrong with a field, in the reader's language."""

from datetime import date
from enum import StrEnum
from typing import Any, Literal

import pytest
from ninja import Field
from pydantic import ValidationError

from vungxanh.kit.api.schemas import Id, Strict
from vungxanh.kit.api.wording import sentence


class Colour(StrEnum):
    GREEN = "green"


class Body(Strict):
    number: Id = 1
    words: str = Field("", max_length=3)
    on: date | None = None
    colour: Colour = Colour.GREEN
    form: Literal["csv", "xlsx"] = "csv"
    many: list[int] = Field([], max_length=1)
    yes: bool = False


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"number": "x"}, "Phải là số nguyên."),
        ({"number": 0}, "Phải lớn hơn hoặc bằng 1."),
        ({"number": 2**63}, "Phải nhỏ hơn hoặc bằng 9223372036854775807."),
        ({"words": "1234"}, "Không quá 3 ký tự."),
        ({"words": 5}, "Phải là chuỗi ký tự."),
        ({"words": "\ud800"}, "Phải là chuỗi ký tự."),
        ({"on": "28/07/2020"}, "Phải là ngày theo dạng NĂM-THÁNG-NGÀY, ví dụ 2020-07-28."),
        ({"colour": "red"}, "Phải là một trong: 'green'."),
        ({"form": "pdf"}, "Phải là một trong: 'csv', 'xlsx'."),
        ({"many": [1, 2]}, "Không quá 1 mục."),
        ({"yes": "maybe"}, "Phải là true hoặc false."),
        ({"more": 1}, "Không có trường này."),
    ],
)
def test_each_kind_of_mistake_has_its_sentence(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Body(**given)
    assert sentence(dict(wrong.value.errors()[0])) == told


def test_a_kind_without_words_of_its_own_is_still_said_in_the_language() -> None:
    assert sentence({"type": "url_parsing", "msg": "in English"}) == "Giá trị không đúng mẫu."
