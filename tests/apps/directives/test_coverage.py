"""The coverage check, on small letters and on letter 4248."""

from datetime import date

import pytest

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task, the_demonstration_province, the_letter
from tests.factories.org import a_group, a_unit
from vungxanh.apps.directives.actions.explain import explain
from vungxanh.apps.directives.actions.remove_task import remove_task
from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.directives.queries.bullets import bullets_of
from vungxanh.apps.directives.queries.coverage import coverage_of
from vungxanh.apps.directives.queries.letter import Mark, paragraphs
from vungxanh.apps.directives.queries.recurrence import detail_of, recurrence_of
from vungxanh.apps.directives.queries.splits import cuts_of

ON = date(2020, 7, 28)


def kinds(directive: object) -> list[str]:
    return [item.kind for item in coverage_of(directive, on=ON).items]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_letter_lacks_only_two_intervals_and_names_what_to_look_at() -> None:
    directive = the_letter(the_demonstration_province())
    coverage = coverage_of(directive, on=ON)
    assert [item.kind for item in coverage.blocking] == ["unset-recurrence", "unset-recurrence"]
    advisory = {item.kind for item in coverage.advisory}
    assert {"preamble-differs", "no-deadlines"} <= advisory
    assert not {"loose-bullet", "addressee-without-task", "unresolved-addressee"} & advisory
    enterprises = [each for each in coverage.unreached if each.name == "Các doanh nghiệp trên địa bàn tỉnh"]
    assert enterprises
    assert all(each.channel for each in enterprises)


@pytest.mark.django_db
def test_a_bullet_whose_task_is_removed_is_loose_until_it_is_marked_as_explanation() -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    remove_task(directive.tasks.all()[2], version=1, by=clerk, at=directive.received_at)
    loose = [item for item in coverage_of(directive, on=ON).items if item.kind == "loose-bullet"]
    assert len(loose) == 1
    assert loose[0].span is not None
    start, end = loose[0].span
    assert directive.text[start:end].startswith("Tỉnh đoàn Quảng Nam")
    explain(directive, start=start, end=end, version=2, by=clerk, at=directive.received_at)
    assert "loose-bullet" not in kinds(directive)


@pytest.mark.django_db
def test_a_task_for_the_group_covers_the_unit_and_half_a_group_is_told() -> None:
    one, two = a_unit(), a_unit()
    communes = a_group()
    directive = a_directive(to=(one,))
    a_task(directive, lead=(communes,), deadline_on=ON)
    assert kinds(directive) == []
    partly = a_directive(to=(communes,))
    a_task(partly, lead=(one,), deadline_on=ON)
    items = coverage_of(partly, on=ON).items
    assert [item.kind for item in items] == ["addressee-partly"]
    assert two.name in items[0].message


@pytest.mark.django_db
def test_an_addressee_without_a_task_and_one_nobody_knows_are_told() -> None:
    one, two = a_unit(), a_unit()
    directive = a_directive(to=(one, two))
    directive.addressees.create(position=3, text="Các đơn vị lạ")
    a_task(directive, lead=(one,), deadline_on=ON)
    assert kinds(directive) == ["addressee-without-task", "unresolved-addressee"]


@pytest.mark.django_db
def test_doubts_do_not_block() -> None:
    directive = a_directive()
    task = a_task(directive, lead=(a_unit(),), confidence=0.4)
    task.parties.create(role="cooperate", text="các đơn vị liên quan")
    coverage = coverage_of(directive, on=ON)
    assert coverage.blocking == []
    assert {"doubtful", "unresolved-partner", "no-deadlines"} == {item.kind for item in coverage.advisory}


def test_headings_are_no_bullets_and_the_foot_is_no_body() -> None:
    text = (
        "Kính gửi:\n- Sở A;\n1. Mở đầu\n- Việc một.\n- Việc hai như sau:\n+ Ý phụ.\nNơi nhận:\n- Như trên;\n- Lưu: VT."
    )
    assert [bullet.text for bullet in bullets_of(text, ["Sở A"])][:2] == ["Việc một.", "Việc hai như sau:"]
    assert not any("Như trên" in bullet.text or "Sở A" in bullet.text for bullet in bullets_of(text, ["Sở A"]))


@pytest.mark.django_db
def test_a_deadline_on_a_day_off_is_told_with_the_working_day_that_counts() -> None:
    seeded_calendar()
    directive = a_directive()
    unit = a_unit()
    a_task(directive, lead=(unit,), deadline_on=date(2020, 8, 28))
    sunday = a_task(directive, lead=(unit,), deadline_on=date(2020, 8, 30))
    a_task(directive, lead=(unit,), deadline_on=date(2020, 8, 30), recurrence=Recurrence.WEEKLY)
    (item,) = [each for each in coverage_of(directive, on=ON).items if each.kind == "deadline-day-off"]
    assert (item.task_id, item.level) == (sunday.pk, "advisory")
    assert "30/08/2020" in item.message
    assert "31/08/2020" in item.message
    past = [each for each in coverage_of(directive, on=date(2020, 8, 31)).items if each.kind == "deadline-past"]
    assert sunday.pk not in [each.task_id for each in past]


def test_the_head_of_a_letter_is_set_in_two_columns_and_nothing_below_it() -> None:
    head = "ỦY BAN NHÂN DÂN  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nV/v báo cáo"
    text = head + "\nGiao Sở Y tế  làm ngay" + "\nMột dòng" * 6 + "\nNơi nhận:  TM. ỦY BAN"
    rows = paragraphs(text, [Mark(1, 1, len(head) + 1, len(head) + 9)])
    assert [segment.text for segment in rows[0]] == ["ỦY BAN NHÂN DÂN  ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert [segment.is_column for segment in rows[0]] == [True, True]
    assert not [segment for row in rows[1:] for segment in row if segment.is_column]
    assert all(text[segment.start :].startswith(segment.text) for row in rows for segment in row)


def test_segments_put_together_are_the_letter_even_where_marks_overlap() -> None:
    text = "một hai ba\nbốn năm"
    rows = paragraphs(text, [Mark(1, 1, 0, 10), Mark(2, 2, 4, 14)])
    assert ["".join(segment.text for segment in row) for row in rows] == ["một hai ba", "bốn năm"]
    assert [mark.task_id for row in rows for segment in row for mark in segment.opens] == [1, 2]
    assert all(text[segment.start :].startswith(segment.text) for row in rows for segment in row)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (None, Recurrence.NONE),
        ("định kỳ nhắc lại", Recurrence.UNSET),
        ("thường xuyên", Recurrence.UNSET),
        ("báo cáo hàng tuần", Recurrence.WEEKLY),
        ("hằng quý", Recurrence.QUARTERLY),
        ("trước ngày 20 hằng tháng", Recurrence.MONTHLY),
    ],
)
def test_words_for_a_repeat_become_an_interval_or_a_question(words: str | None, expected: Recurrence) -> None:
    assert recurrence_of(words) == expected


def test_a_task_may_be_cut_after_each_part() -> None:
    text = "Hướng dẫn người dân; tuyên truyền. Báo cáo kết quả."
    assert [text[cut.offset :] for cut in cuts_of(text)] == ["tuyên truyền. Báo cáo kết quả.", "Báo cáo kết quả."]


def test_a_read_letter_keeps_the_day_and_hour_of_a_repeat() -> None:
    assert detail_of("trước 16 giờ hằng ngày", Recurrence.DAILY) == "time=16:00"
    assert detail_of("trước 16 giờ hằng ngày", Recurrence.WEEKLY) == ""
    assert recurrence_of("định kỳ 6 tháng, 1 năm") == Recurrence.HALF_YEARLY


@pytest.mark.django_db
def test_a_deadline_outside_the_working_calendar_blocks_unless_it_only_ends_a_rhythm() -> None:
    one, far = a_unit(), date(2099, 1, 1)
    directive = a_directive(to=(one,))
    wrong = a_task(directive, lead=(one,), deadline_on=far)
    a_task(directive, lead=(one,), deadline_on=far, recurrence=Recurrence.WEEKLY)
    a_task(directive, lead=(one,), deadline_on=date(2020, 8, 3))
    kind = "deadline-outside-calendar"
    assert not [item for item in coverage_of(directive, on=ON).items if item.kind == kind]
    seeded_calendar()
    (found,) = [item for item in coverage_of(directive, on=ON).items if item.kind == kind]
    assert (found.level, found.task_id) == ("blocking", wrong.pk)
    assert "01/01/2099" in found.message


@pytest.mark.django_db
def test_a_deadline_before_the_letter_blocks_and_one_already_past_is_told() -> None:
    one = a_unit()
    directive = a_directive(to=(one,), dated=date(2020, 7, 20))
    a_task(directive, lead=(one,), deadline_on=date(2020, 6, 30))
    a_task(directive, lead=(one,), deadline_on=date(2020, 7, 25))
    levels = {item.kind: item.level for item in coverage_of(directive, on=ON).items}
    assert levels["deadline-before-letter"] == "blocking"
    assert levels["deadline-past"] == "advisory"
