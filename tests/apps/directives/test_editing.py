"""Changes at the desk: what each does, who may, undo, and pages that came too late."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import AT, a_clerk, a_directive, a_task
from tests.factories.org import a_group, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions.add_task import add_task
from vungxanh.apps.directives.actions.edit_header import edit_header
from vungxanh.apps.directives.actions.edit_task import edit_task
from vungxanh.apps.directives.actions.editing import Stale
from vungxanh.apps.directives.actions.explain import explain
from vungxanh.apps.directives.actions.merge_tasks import merge_tasks
from vungxanh.apps.directives.actions.reassign import NewParty, reassign
from vungxanh.apps.directives.actions.remove_task import remove_task
from vungxanh.apps.directives.actions.set_deadline import set_deadline, set_deadlines_by_rule
from vungxanh.apps.directives.actions.set_recurrence import set_recurrence
from vungxanh.apps.directives.actions.split_task import split_task
from vungxanh.apps.directives.actions.undo import undo
from vungxanh.apps.directives.models import DeadlineOrigin, LeadMode, Recurrence, TaskRole
from vungxanh.apps.directives.models.recurrence import phrase_of
from vungxanh.apps.directives.queries.recurrence import detail_from
from vungxanh.apps.directives.queries.splits import cuts_of
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_an_edit_raises_the_version_and_is_remembered_with_its_author() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive)
    edit_task(task, text="Cài đặt ứng dụng", version=1, by=clerk, at=AT)
    directive.refresh_from_db()
    assert directive.version == 2
    edit = directive.edits.get()
    assert (edit.version, edit.by_name) == (2, "Trần Thị Bình")
    assert [entry.verb for entry in history_of(directive)] == ["directives.edit_task"]


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit, urgency="Khẩn")
    edit_header(directive, urgency="Khẩn", version=1, by=clerk, at=AT)
    assert directive.version == 1
    assert not directive.edits.exists()


def test_a_late_edit_is_told_who_changed_what_and_changes_nothing() -> None:
    clerk = a_clerk()
    other = an_officer(Role.CHIEF_OF_OFFICE, clerk.unit, name="Lê Văn Cường")
    task = a_task(a_directive(clerk.unit))
    edit_task(task, text="Bản của Cường", version=1, by=other, at=AT)
    with pytest.raises(Stale, match="Lê Văn Cường") as told:
        edit_task(task, text="Bản của Bình", version=1, by=clerk, at=AT)
    assert [edit.by_name for edit in told.value.edits] == ["Lê Văn Cường"]
    task.refresh_from_db()
    assert task.text == "Bản của Cường"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TECHNICIAN, Role.ADMINISTRATOR])
def test_only_the_desk_roles_edit(role: Role) -> None:
    task = a_task(a_directive())
    with pytest.raises(NotAllowed):
        edit_task(task, text="x", version=1, by=an_officer(role, task.directive.unit), at=AT)


def test_another_units_clerk_cannot_edit() -> None:
    task = a_task(a_directive())
    with pytest.raises(NotAllowed):
        edit_task(task, text="x", version=1, by=a_clerk(), at=AT)


def test_a_split_shares_the_span_and_the_words_for_the_repeat() -> None:
    clerk = a_clerk()
    lead = a_unit()
    directive = a_directive(clerk.unit)
    task = a_task(
        directive, lead=(lead,), recurrence=Recurrence.UNSET, recurrence_text="từng hộ", channels=["hướng dẫn"]
    )
    cut = cuts_of(task.text)[0]
    second = split_task(task, offset=cut.offset, version=1, by=clerk, at=AT)
    first = directive.tasks.get(pk=task.pk)
    assert directive.text[first.span_start : first.span_end] == first.text
    assert directive.text[second.span_start : second.span_end] == second.text
    assert [party.unit for party in second.parties.all()] == [lead]
    assert (first.recurrence, second.recurrence) == (Recurrence.NONE, Recurrence.UNSET)
    assert (first.channels, second.channels) == (["hướng dẫn"], [])
    assert list(directive.tasks.values_list("position", flat=True)) == [1, 2]


def test_a_split_at_the_edge_is_refused() -> None:
    clerk = a_clerk()
    task = a_task(a_directive(clerk.unit))
    with pytest.raises(Invalid):
        split_task(task, offset=0, version=1, by=clerk, at=AT)


def test_a_merge_undoes_a_split() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive, lead=(a_unit(),))
    whole = task.text
    split_task(task, offset=cuts_of(whole)[0].offset, version=1, by=clerk, at=AT)
    merged = merge_tasks(task, version=2, by=clerk, at=AT)
    assert merged.text == whole
    assert merged.parties.count() == 1
    assert directive.tasks.count() == 1


def test_a_merge_keeps_every_unit_and_the_earlier_deadline() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    first = a_task(directive, lead=(a_unit(),), deadline_on=date(2020, 9, 1), deadline_origin="text")
    a_task(directive, lead=(a_unit(),), deadline_on=date(2020, 8, 10), deadline_origin="text")
    merged = merge_tasks(first, version=1, by=clerk, at=AT)
    merged.refresh_from_db()
    assert merged.parties.count() == 2
    assert merged.lead_mode == LeadMode.EACH
    assert merged.deadline_on == date(2020, 8, 10)


def test_a_passage_becomes_a_task_led_by_the_unit_it_names() -> None:
    clerk = a_clerk()
    health = a_unit("Sở Y tế", code="SYT", level="department", kind="sở")
    directive = a_directive(clerk.unit, text="Kính gửi: Sở Y tế.\n- Sở Y tế hướng dẫn người bệnh.\nNơi nhận:")
    start = directive.text.index("- Sở Y tế")
    task = add_task(directive, start=start, end=directive.text.index("\nNơi nhận"), version=1, by=clerk, at=AT)
    assert task.text == "Sở Y tế hướng dẫn người bệnh."
    assert [(party.role, party.unit) for party in task.parties.all()] == [(TaskRole.LEAD, health)]


def test_undo_brings_a_removed_task_back_with_its_id_and_units() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    group = a_group()
    task = a_task(directive, lead=(group,), deadline_on=date(2020, 9, 1), deadline_origin="text")
    other = a_task(directive)
    remove_task(task, version=1, by=clerk, at=AT)
    assert directive.tasks.get().position == 1
    undo(directive, version=2, by=clerk, at=AT)
    back = directive.tasks.get(pk=task.pk)
    assert (back.position, back.deadline_on, back.parties.get().group) == (1, date(2020, 9, 1), group)
    assert directive.tasks.get(pk=other.pk).position == 2


def test_undo_goes_back_step_by_step_and_then_has_nothing_left() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive, text="một")
    edit_task(task, text="hai", version=1, by=clerk, at=AT)
    explain(directive, start=0, end=5, version=2, by=clerk, at=AT)
    undo(directive, version=3, by=clerk, at=AT)
    assert directive.explained == []
    undo(directive, version=4, by=clerk, at=AT)
    task.refresh_from_db()
    assert task.text == "một"
    with pytest.raises(Invalid):
        undo(directive, version=5, by=clerk, at=AT)


def test_undo_never_takes_back_another_persons_change() -> None:
    clerk = a_clerk()
    other = a_clerk(clerk.unit, name="Lê Văn Cường")
    directive = a_directive(clerk.unit)
    edit_task(a_task(directive), text="hai", version=1, by=other, at=AT)
    with pytest.raises(Conflict, match="Lê Văn Cường"):
        undo(directive, version=2, by=clerk, at=AT)


def test_units_are_added_moved_resolved_and_removed() -> None:
    clerk = a_clerk()
    task = a_task(a_directive(clerk.unit))
    one, two, group = a_unit(), a_unit(), a_group()
    unknown = task.parties.create(role=TaskRole.LEAD, text="Sở lạ")
    reassign(task, replace={unknown.pk: one}, version=1, by=clerk, at=AT)
    resolved = task.parties.get()
    assert (resolved.unit, resolved.text, resolved.pk) == (one, "Sở lạ", unknown.pk)
    reassign(task, add=[NewParty(TaskRole.LEAD, two), NewParty(TaskRole.INFORM, group)], version=2, by=clerk, at=AT)
    task.refresh_from_db()
    assert task.lead_mode == LeadMode.EACH
    reassign(task, add=[NewParty(TaskRole.COOPERATE, two)], version=3, by=clerk, at=AT)
    task.refresh_from_db()
    assert task.parties.get(unit=two).role == TaskRole.COOPERATE
    assert task.lead_mode == LeadMode.SINGLE
    reassign(task, remove=[task.parties.get(unit=two).pk], version=4, by=clerk, at=AT)
    assert set(task.parties.values_list("unit", "group")) == {(one.pk, None), (None, group.pk)}


def test_a_deadline_before_the_letter_is_refused() -> None:
    clerk = a_clerk()
    task = a_task(a_directive(clerk.unit))
    with pytest.raises(Invalid, match="28/07/2020"):
        set_deadline(task, on=date(2020, 7, 27), version=1, by=clerk, at=AT)


def test_a_deadline_that_the_working_calendar_does_not_reach_is_refused() -> None:
    seeded_calendar()
    clerk = a_clerk()
    task = a_task(a_directive(clerk.unit))
    for day in (date(2099, 1, 1), date(2030, 12, 31) + timedelta(days=1)):
        with pytest.raises(Invalid, match="nằm ngoài lịch làm việc đã nạp") as refused:
            set_deadline(task, on=day, version=1, by=clerk, at=AT)
        assert [error.field for error in refused.value.errors] == ["on"]
    task.refresh_from_db()
    assert task.deadline_on is None


def test_the_urgency_rule_fills_only_missing_deadlines() -> None:
    seeded_calendar()
    clerk = a_clerk()
    directive = a_directive(clerk.unit, urgency="Hỏa tốc")
    missing = a_task(directive)
    named = a_task(directive, deadline_on=date(2020, 9, 1), deadline_origin=DeadlineOrigin.TEXT)
    in_words = a_task(directive, deadline_origin=DeadlineOrigin.TEXT)
    set_deadlines_by_rule(directive, version=1, by=clerk, at=AT)
    missing.refresh_from_db()
    named.refresh_from_db()
    in_words.refresh_from_db()
    assert in_words.deadline_on is None
    assert (missing.deadline_on, missing.deadline_origin) == (date(2020, 7, 29), DeadlineOrigin.RULE)
    assert named.deadline_on == date(2020, 9, 1)


def test_a_repeat_must_be_a_real_interval() -> None:
    clerk = a_clerk()
    task = a_task(a_directive(clerk.unit), recurrence=Recurrence.UNSET)
    with pytest.raises(Invalid):
        set_recurrence(task, recurrence="unset", version=1, by=clerk, at=AT)
    assert set_recurrence(task, recurrence="weekly", version=1, by=clerk, at=AT).recurrence == Recurrence.WEEKLY


def test_a_number_the_unit_already_holds_is_refused() -> None:
    clerk = a_clerk()
    a_directive(clerk.unit, number="10")
    directive = a_directive(clerk.unit, number="11")
    with pytest.raises(Invalid, match="10/UBND-KGVX"):
        edit_header(directive, number="10", version=1, by=clerk, at=AT)
    directive.refresh_from_db()
    assert (directive.number, directive.version) == ("11", 1)


def test_the_day_and_hour_of_a_repeat_are_set_in_words_and_kept_for_undo() -> None:
    clerk = a_clerk()
    task = a_task(a_directive(clerk.unit), recurrence=Recurrence.UNSET, recurrence_text="sáng thứ Hai hằng tuần")
    set_recurrence(task, recurrence="weekly", version=1, by=clerk, at=AT)
    task.refresh_from_db()
    assert (task.recurrence_detail, task.recurrence_words) == (
        "weekday=mon;time=11:30",
        "Hằng tuần, thứ Hai, trước 11h30",
    )
    set_recurrence(task, recurrence="quarterly", moment="ngày 15 tháng đầu kỳ, 16 giờ", version=2, by=clerk, at=AT)
    task.refresh_from_db()
    assert task.recurrence_detail == "day=15;month=1;time=16:00"
    assert detail_from(phrase_of(task.recurrence, task.recurrence_detail), task.recurrence) == task.recurrence_detail
    for words in ("khi cần", "thứ Sáu"):
        with pytest.raises(Invalid):
            set_recurrence(task, recurrence="quarterly", moment=words, version=3, by=clerk, at=AT)
    undo(task.directive, version=3, by=clerk, at=AT)
    task.refresh_from_db()
    assert task.recurrence_detail == "weekday=mon;time=11:30"


def test_what_an_edit_did_is_told_in_the_language_of_who_reads_it() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive)
    with override("en"):
        set_recurrence(task, recurrence="weekly", version=1, by=clerk, at=AT)
        edit = directive.edits.get()
        english = edit.summary
    with override("vi"):
        assert edit.summary == "đặt chu kỳ nhiệm vụ 1: Hằng tuần"
    assert english != edit.summary
    assert next(iter(history_of(directive))).details["summary"] == "đặt chu kỳ nhiệm vụ 1: Hằng tuần"
