"""Deadlines and recurrences in the forms letters use."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vungxanh.core.directives.dates import deadline_in
from vungxanh.core.directives.recurrences import recurrence_in

ISSUED = date(2020, 7, 28)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("báo cáo trước ngày 10 tháng 5 năm 2026", "2026-05-10"),
        ("báo cáo trước ngày 10/5/2026", "2026-05-10"),
        ("gửi về Sở trước 15 giờ ngày 03/8/2020", "2020-08-03"),
        ("xong trước 17 giờ 00, ngày 03/8/2020", "2020-08-03"),
        ("chậm nhất ngày 05/8/2020", "2020-08-05"),
        ("chậm nhất là đến ngày 05 tháng 8", "2020-08-05"),
        ("thực hiện từ ngày 01/8/2020 đến hết ngày 15/8/2020", "2020-08-15"),
        ("hoàn thành trong tháng 8/2020", "2020-08-31"),
        ("hoàn thành trong tháng 02 năm 2021", "2021-02-28"),
        ("trình UBND tỉnh trong quý III/2020", "2020-09-30"),
        ("hoàn thành trước 30/9/2020", "2020-09-30"),
        ("báo cáo trước ngày 05/01", "2021-01-05"),
        ("trong vòng 05 ngày kể từ ngày ký", "2020-08-02"),
        ("trong thời hạn 02 tuần kể từ ngày ban hành", "2020-08-11"),
        ("hoàn thành trước tháng 9/2020", "2020-08-31"),
        ("hoàn thành trong năm 2020", "2020-12-31"),
        ("gửi cơ sở trong tuần đầu tháng 10", "2020-10-07"),
        ("tham mưu UBND tỉnh kiểm điểm các chủ đầu tư giải ngân dưới 60% vào ngày 30/9/2020", "2020-09-30"),
    ],
)
def test_a_written_deadline_becomes_a_date(words: str, expected: str) -> None:
    found = deadline_in(words, 0, len(words), issued=ISSUED)
    assert found
    assert found.deadline.date
    assert found.deadline.date.isoformat() == expected


@pytest.mark.parametrize(
    "words",
    [
        "Thực hiện Công văn số 123/UBND ngày 05/8/2020 của UBND tỉnh",
        "báo cáo trước ngày 20 hàng tháng",
        "theo Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020",
        "kiểm tra trong 20/25 xã, hoàn thành 45/50 chỉ tiêu",
        "đến ngày 31/4/2020 đã ghi nhận 20 ca",
        "tổ chức thường xuyên",
    ],
)
def test_dates_that_are_no_deadline_are_left_alone(words: str) -> None:
    assert deadline_in(words, 0, len(words), issued=ISSUED) is None


def test_working_days_need_a_calendar() -> None:
    words = "hoàn thành trong vòng 05 ngày làm việc kể từ ngày ký"
    without = deadline_in(words, 0, len(words), issued=ISSUED)
    assert without
    assert without.deadline.date is None
    assert without.why == "deadline_calendar"
    given = deadline_in(
        words, 0, len(words), issued=ISSUED, add_working_days=lambda day, n: day + timedelta(days=n + 2)
    )
    assert given
    assert given.deadline.date == date(2020, 8, 4)


def test_a_limit_from_receipt_has_no_date_here() -> None:
    words = "trong 03 ngày kể từ ngày nhận được văn bản"
    found = deadline_in(words, 0, len(words), issued=ISSUED)
    assert found
    assert found.deadline.date is None
    assert found.why == "deadline_start"


@pytest.mark.parametrize(
    "words",
    ["chậm nhất là 30/02/2020", "trước ngày 45/13/2020", "xong trước ngày 31/4", "hoàn thành trong tháng 13/2020"],
)
def test_a_day_that_no_calendar_has_is_said_to_be_impossible(words: str) -> None:
    found = deadline_in(words, 0, len(words), issued=ISSUED)
    assert found
    assert (found.deadline.date, found.why) == (None, "impossible_date")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hoàn thành trong tháng 8", date(2020, 8, 31)),
        ("hoàn thành trong quý III", date(2020, 9, 30)),
        ("xong trước tháng 3", date(2021, 2, 28)),
        ("gửi về Sở Y tế trước thứ Sáu, ngày 07/8/2020", date(2020, 8, 7)),
        ("trước ngày mùng 5 tháng 8 năm 2020", date(2020, 8, 5)),
        ("hoàn thành trong nửa đầu tháng 9/2020", date(2020, 9, 15)),
        ("đã hoàn thành trong tháng 6", None),
        ("báo cáo kết quả thực hiện tháng 8", None),
        ("trước ngày 15/6 và 15/12 hằng năm", None),
        ("trước ngày 20 tháng 11 hằng năm", None),
    ],
)
def test_months_and_quarters_without_a_year_take_the_letters(words: str, expected: date | None) -> None:
    found = deadline_in(words, 0, len(words), issued=date(2020, 7, 28))
    assert (found.deadline.date if found else None) == expected


def test_without_any_year_the_year_is_said_to_be_unknown() -> None:
    words = "báo cáo trước ngày 25/5"
    found = deadline_in(words, 0, len(words), issued=None)
    assert found
    assert (found.deadline.date, found.why) == (None, "deadline_year")


def test_the_leap_day_of_the_next_year_is_a_day() -> None:
    found = deadline_in("trước ngày 29/02", 0, 16, issued=date(2023, 12, 1))
    assert found
    assert found.deadline.date == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("báo cáo định kỳ hằng tuần về UBND tỉnh", "định kỳ hằng tuần"),
        ("báo cáo hàng tháng", "hàng tháng"),
        ("báo cáo trước ngày 20 hàng tháng", "trước ngày 20 hàng tháng"),
        ("gửi vào thứ Sáu hàng tuần", "vào thứ Sáu hàng tuần"),
        ("và định kỳ nhắc lại.", "định kỳ nhắc lại"),
        ("tuyên truyền thường xuyên qua đài", "thường xuyên"),
        ("báo cáo trước ngày 15 của tháng cuối quý", "trước ngày 15 của tháng cuối quý"),
        ("trước ngày 15/6 và 15/12 hằng năm", "trước ngày 15/6 và 15/12 hằng năm"),
        ("Trung tâm Giáo dục thường xuyên tổ chức lớp", None),
        ("nguồn chi thường xuyên", None),
        ("triển khai ngay", None),
    ],
)
def test_recurrence_is_kept_as_written(words: str, expected: str | None) -> None:
    assert recurrence_in(words, 0, len(words)) == expected
