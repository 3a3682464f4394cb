"""Problems and the documents they become."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from vungxanh.kit import problems
from vungxanh.kit.problems import Conflict, FieldError, Invalid, Problem

STATUSES = {
    "NotSignedIn": 401,
    "NotAllowed": 403,
    "NotFound": 404,
    "Conflict": 409,
    "Gone": 410,
    "TooLarge": 413,
    "Invalid": 422,
}


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
def test_each_kind_has_its_status_and_its_own_type(name: str, status: int) -> None:
    document = getattr(problems, name)("Chi tiết.").as_json()
    assert document["status"] == status
    assert document["detail"] == "Chi tiết."
    kinds = {getattr(problems, other)().as_json()["type"] for other in STATUSES}
    assert len(kinds) == len(STATUSES)


def test_a_wrong_row_of_a_table_is_named() -> None:
    problem = Invalid("Tệp có dòng sai.", errors=[FieldError("code", "Mã trùng.", row=7), FieldError("name", "Thiếu.")])
    assert problem.as_json(instance="/org/import")["errors"] == [
        {"field": "code", "message": "Mã trùng.", "row": 7},
        {"field": "name", "message": "Thiếu."},
    ]


def test_djangos_validation_becomes_field_errors() -> None:
    problem = Invalid.of(ValidationError({"name": ["Thiếu."], "__all__": ["Trùng."]}), row=2)
    assert [(error.field, error.message, error.row) for error in problem.errors] == [
        ("name", "Thiếu.", 2),
        ("", "Trùng.", 2),
    ]
    assert Invalid.of(ValidationError("Sai.")).errors == (FieldError("", "Sai."),)


def test_a_problem_reads_as_its_detail_or_its_title() -> None:
    with translation.override("vi"):
        assert str(Conflict("Đã được xác nhận.")) == "Đã được xác nhận."
        assert str(Conflict()) == "Dữ liệu đã thay đổi"


def test_every_problem_can_be_caught_as_one() -> None:
    assert all(issubclass(getattr(problems, name), Problem) for name in STATUSES)
