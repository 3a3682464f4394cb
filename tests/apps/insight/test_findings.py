"""Titles say what is seen, in both languages, and never more than the numbers."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from vungxanh.apps.insight import findings

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "en/LC_MESSAGES/django.mo"
in_english = pytest.mark.skipif(not CATALOGUE.exists(), reason="THE ENGLISH CATALOGUE IS NOT COMPILED: make messages")


def test_the_state_of_all_work_names_part_whole_and_share() -> None:
    assert findings.progress(1204, 1393) == "Đã báo cáo 1.204 trên 1.393 nhiệm vụ (86\u00a0%)"
    assert findings.progress(1393, 1393) == "Đã báo cáo tất cả 1.393 nhiệm vụ"
    assert findings.progress(0, 0) == "Chưa có nhiệm vụ nào được giao"


def test_almost_all_is_never_said_to_be_all() -> None:
    assert "99\u00a0%" in findings.progress(1392, 1393)


def test_overdue_work_is_counted_with_its_units() -> None:
    assert findings.overdue(34, 12) == "Còn 34 việc quá hạn ở 12 đơn vị"
    assert findings.overdue(0, 0) == "Không có việc nào quá hạn"


def test_communes_that_have_not_begun_are_named_by_number() -> None:
    assert findings.idle_communes(12, 241) == "12 trên 241 xã chưa bắt đầu"
    assert findings.idle_communes(0, 241) == "Tất cả 241 xã đã bắt đầu"
    assert findings.idle_communes(0, 0) == "Không có xã nào được giao việc"


def test_the_map_says_how_many_lag_else_who_is_lowest_else_that_all_are_done() -> None:
    assert findings.low_communes([0.1, 0.29, 0.3, 1.0]) == "2 trên 4 xã báo cáo dưới 30\u00a0% số việc"
    assert findings.low_communes([0.5, 1.0]) == "Xã thấp nhất đã báo cáo 50\u00a0% số việc"
    assert findings.low_communes([1.0, 1.0]) == "Tất cả 2 xã đã báo cáo xong"
    assert findings.low_communes([]) == "Không có xã nào được giao việc"


def test_the_agency_with_most_overdue_work_is_named_where_one_has() -> None:
    assert findings.worst_unit("Sở Y tế", [3, 1, 0]) == "Sở Y tế còn 3 việc quá hạn"
    assert findings.worst_unit("Sở Y tế", [2, 2, 1]) == "3 cơ quan còn việc quá hạn, nhiều nhất 2 việc"
    assert findings.worst_unit("Sở Y tế", [0, 0]) == "Không cơ quan nào có việc quá hạn"


def test_the_slowest_is_named_unless_all_are_done() -> None:
    assert findings.slowest("Huyện Đại Lộc", 0.35) == "Huyện Đại Lộc chậm nhất: đã báo cáo 35\u00a0%"
    assert findings.slowest("Huyện Đại Lộc", 1.0) == "Tất cả đã báo cáo xong"


def test_the_course_counts_working_days() -> None:
    assert findings.course(812, 1393, 9) == "Sau 9 ngày làm việc: đã báo cáo 812 trên 1.393 việc"
    assert findings.course(2, 9, 0) == "Trong ngày phát hành: đã báo cáo 2 trên 9 việc"


def test_the_league_says_how_many_reached_the_top() -> None:
    assert findings.best_on_time(25, 241) == "25 trên 241 đơn vị đúng hạn mọi việc đã đến hạn"
    assert findings.best_on_time(0, 241) == "Chưa đơn vị nào đúng hạn mọi việc đã đến hạn (trên 241)"
    assert findings.best_on_time(0, 0) == "Chưa đơn vị nào có việc đến hạn"
    assert findings.most_late(7, 18) == "7 trên 18 đơn vị có việc quá hạn"
    assert findings.most_late(0, 18) == "Không đơn vị nào có việc quá hạn (trên 18)"


def test_a_list_of_directives_says_how_many_have_overdue_work() -> None:
    assert findings.directives(3, 20) == "3 trên 20 văn bản có việc quá hạn"
    assert findings.directives(0, 20) == "Không văn bản nào có việc quá hạn"


@in_english
def test_every_finding_is_said_in_english() -> None:
    said = [
        lambda: findings.progress(1204, 1393),
        lambda: findings.overdue(34, 12),
        lambda: findings.idle_communes(12, 241),
        lambda: findings.low_communes([0.1, 0.5]),
        lambda: findings.worst_unit("X", [3, 1]),
        lambda: findings.slowest("X", 0.35),
        lambda: findings.course(812, 1393, 9),
        lambda: findings.best_on_time(25, 241),
        lambda: findings.most_late(7, 18),
        lambda: findings.directives(3, 20),
    ]
    vietnamese = [sentence() for sentence in said]
    with translation.override("en"):
        english = [sentence() for sentence in said]
    assert all(sentence.isascii() for sentence in english)
    assert not set(english) & set(vietnamese)
    assert "1,393" in english[0]


def test_the_slowest_among_equals_is_said_to_have_company() -> None:
    said = findings.slowest("Việc 10", 0.0, findings.other_tasks(6))
    assert said == "Việc 10 chậm nhất: đã báo cáo 0\u00a0%, cùng 6 việc khác"
    assert findings.slowest("Việc 10", 0.0, findings.other_tasks(0)) == "Việc 10 chậm nhất: đã báo cáo 0\u00a0%"
    assert findings.slowest("Việc 10", 1.0, findings.other_tasks(6)) == "Tất cả đã báo cáo xong"


def test_where_there_is_only_one_nothing_is_called_slowest_or_all() -> None:
    assert findings.only("Xã Trà Linh", 0.25) == "Xã Trà Linh đã báo cáo 25\u00a0% số việc"
    assert findings.only("Xã Trà Linh", 1.0) == "Xã Trà Linh đã báo cáo xong"
    assert findings.idle_communes(0, 1) == "Xã đã bắt đầu thực hiện"
    assert findings.idle_communes(1, 1) == "Xã chưa bắt đầu việc nào"
