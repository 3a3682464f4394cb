"""Who may receive a duty, who answers it, and what goes along with it."""

from datetime import date

import pytest
from django.utils.translation import override

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import ISSUED_AT, a_scene, an_assignment, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Recurrence, Stage, TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.work import handlers
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.copy import copy_tree
from vungxanh.apps.work.actions.extend import ask_extension, refuse
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.review import accept, return_to
from vungxanh.apps.work.actions.transfer import transfer
from vungxanh.apps.work.events import ExtensionAsked, WorkReported, WorkReturned
from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.policies import Act, may
from vungxanh.apps.work.queries.closing import Extent
from vungxanh.apps.work.queries.inbox import Box, counts
from vungxanh.apps.work.queries.receivers import may_receive_from
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.clock import day_of
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
SOON = date(2020, 9, 1)


def a_neighbour(**fields):
    """One more unit beside the scene's districts."""
    return a_unit(level=Level.DISTRICT, parent=a_province(), **fields)


def refused(scene, to):
    """The fields that a transfer to the unit is refused for."""
    with pytest.raises(Invalid) as problem:
        transfer(scene.assignment, to=to, reason="Không thuộc thẩm quyền.", by=scene.holder, at=later(days=1))
    assert scene.assignment.state == State.NOT_STARTED
    return [error.field for error in problem.value.errors]


def test_a_duty_goes_only_to_units_beside_the_holder_and_the_one_above():
    scene = a_scene()
    assert refused(scene, scene.communes[0]) == ["to"]
    assert refused(scene, a_unit(parent=a_neighbour())) == ["to"]
    assert refused(scene, scene.districts[0]) == ["to"]
    assert a_province() in may_receive_from(scene.assignment, day_of(later(days=1)))


def test_the_api_refuses_what_the_form_does_not_offer():
    scene = a_scene()
    client, path = signed_in(scene.holder), f"/api/v1/work/assignments/{scene.assignment.pk}"
    answer = client.post(
        f"{path}/transfer",
        {"to": scene.communes[3].code, "reason": "Không thuộc thẩm quyền."},
        content_type="application/json",
        headers={"If-Match": client.get(path)["ETag"]},
    )
    assert answer.status_code == 422
    assert scene.assignment.unit == scene.districts[0]
    assert "cùng cấp" in answer.json()["detail"]
    assert scene.assignment.state == State.NOT_STARTED


def test_a_duty_does_not_go_back_to_who_gave_it():
    scene = a_scene()
    assert refused(scene, scene.giver.unit) == ["to"]
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    child = Assignment.objects.get(unit=scene.communes[0])
    with pytest.raises(Invalid):
        transfer(child, to=scene.districts[0], reason="Quá sức.", by=scene.below, at=later(days=1))


def test_a_transfer_asks_which_units_stand_on_that_day():
    scene = a_scene()
    assert refused(scene, a_neighbour(starts_on=SOON)) == ["to"]
    assert refused(scene, a_neighbour(ends_on=date(2020, 7, 1))) == ["to"]
    ending = a_neighbour(ends_on=SOON)
    moved = transfer(scene.assignment, to=ending, reason="Đúng địa bàn.", by=scene.holder, at=later(days=1))
    assert moved.unit == ending


def test_a_copy_goes_to_standing_units_of_the_same_level_only():
    scene = a_scene()
    for stranger in (scene.communes[3], a_province(), scene.giver.unit, a_neighbour(starts_on=SOON)):
        with pytest.raises(Invalid):
            copy_tree(scene.assignment, to=[stranger], by=scene.giver, at=later(days=1))
    assert copy_tree(scene.assignment, to=[a_neighbour(ends_on=SOON)], by=scene.giver, at=later(days=1)).units == 1


def test_handing_down_asks_which_units_stand_on_that_day():
    scene = a_scene()
    unborn = a_unit(parent=scene.districts[0], starts_on=SOON)
    ending = a_unit(parent=scene.districts[0], ends_on=SOON)
    with pytest.raises(Invalid):
        cascade(scene.assignment, units=[unborn], by=scene.holder, at=later(days=1))

    cascade(scene.assignment, by=scene.holder, at=later(days=1))

    assert {row.unit for row in scene.assignment.children.all()} == {*scene.communes[:2], ending}


def test_a_named_unit_that_does_not_exist_that_day_receives_nothing_and_is_told():
    seeded_calendar()
    office = a_unit(level=Level.DEPARTMENT, parent=a_province())
    directive = a_directive(office, stage=Stage.CONFIRMED)
    a_task(directive, lead=(a_neighbour(), a_neighbour(starts_on=SOON)), deadline_on=date(2020, 8, 7))

    issued = issue(directive, by=an_officer(Role.CLERK, office), at=ISSUED_AT)

    assert (issued.assignments, len(issued.unresolved)) == (1, 1)


def test_what_a_unit_gave_itself_is_accepted_by_the_unit_above():
    top = a_province()
    office = a_unit(level=Level.DEPARTMENT, parent=top)
    row = an_assignment(office, task=a_task(a_directive(office, stage=Stage.ISSUED)), state=State.REPORTED)
    clerk = an_officer(Role.CLERK, office)
    assert counts(clerk, at=later(days=1))[Box.TO_ACCEPT] == 0
    with pytest.raises(NotAllowed):
        accept(row, by=clerk, at=later(days=1))
    assert not may(an_officer(Role.LEADER, a_neighbour()), Act.ACCEPT, row)

    accept(row, by=an_officer(Role.CLERK, top), at=later(days=1))

    assert row.state == State.ACCEPTED


def test_what_was_handed_down_follows_a_transfer_as_a_new_version_and_is_in_the_audit_log():
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    row = scene.assignment
    children = sorted(row.children.values_list("pk", flat=True))

    moved = transfer(row, to=a_neighbour(), reason="Đúng địa bàn.", by=scene.holder, at=later(days=2))

    assert [(each.pk, each.version) for each in moved.children.order_by("pk")] == [(pk, 2) for pk in children]
    assert list(history_of(row))[-1].details["children"] == children


def test_the_audit_log_of_a_cascade_proves_which_rows_it_made():
    scene = a_scene()
    row = scene.assignment
    cascade(row, by=scene.holder, at=later(days=1))
    assert len(list(history_of(row))[-1].details["sha256"]) == 64


def turns_of(unit):
    """Number and deadline of the unit's turns."""
    rows = Assignment.objects.filter(unit=unit, series__isnull=False).order_by("number")
    return [(row.number, day_of(row.due_at)) for row in rows]


def test_no_turn_is_lost_or_given_twice_when_a_recurring_duty_is_passed_on():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    recur(by=SYSTEM, at=moment(date(2020, 8, 3)))
    second = Assignment.objects.get(series=scene.assignment)
    # A Saturday: a count begun anew would take the next week for its first period.
    to, last = a_neighbour(), a_neighbour()
    moved = transfer(second, to=to, reason="Đúng địa bàn.", by=scene.holder, at=moment(date(2020, 8, 8)))

    recur(by=SYSTEM, at=moment(date(2020, 8, 11)))
    assert turns_of(to) == [(3, date(2020, 8, 14))]
    transfer(moved, to=last, reason="Đúng địa bàn.", by=an_officer(Role.CLERK, to), at=moment(date(2020, 8, 12)))
    recur(by=SYSTEM, at=moment(date(2020, 8, 18)))
    assert turns_of(to) == [(3, date(2020, 8, 14))]
    assert turns_of(last) == [(4, date(2020, 8, 21))]


def a_shared(recurrence=Recurrence.WEEKLY):
    """A recurring task with one lead and one partner, issued: the lead's row, the partner's, both clerks' units."""
    seeded_calendar()
    office = a_unit(level=Level.DEPARTMENT, parent=a_province())
    directive = a_directive(office, stage=Stage.CONFIRMED)
    lead, partner = a_neighbour(), a_neighbour()
    a_task(directive, lead=(lead,), cooperate=(partner,), recurrence=recurrence)
    giver = an_officer(Role.CLERK, office)
    issue(directive, by=giver, at=ISSUED_AT)
    return Assignment.objects.get(unit=lead), Assignment.objects.get(unit=partner), giver


@pytest.mark.parametrize("passes_on", [TaskRole.LEAD, TaskRole.COOPERATE])
def test_partners_keep_their_lead_when_a_later_turn_is_passed_on(passes_on):
    first, serving, _giver = a_shared()
    recur(by=SYSTEM, at=moment(date(2020, 8, 3)))
    second = Assignment.objects.get(series=first if passes_on == TaskRole.LEAD else serving)
    clerk = an_officer(Role.CLERK, second.unit)
    transfer(second, to=a_neighbour(), reason="Đúng địa bàn.", by=clerk, at=moment(date(2020, 8, 4)))

    recur(by=SYSTEM, at=moment(date(2020, 8, 10)))

    lead, partner = (Assignment.objects.get(number=3, role=role) for role in (TaskRole.LEAD, TaskRole.COOPERATE))
    assert partner.lead == lead


def test_partners_of_a_closed_lead_are_closed_and_recur_no_more():
    first, _serving, giver = a_shared()
    recur(by=SYSTEM, at=moment(date(2020, 8, 3)))
    second = Assignment.objects.get(series=first)

    assert close_tree(second, reason="Hết hiệu lực.", extent=Extent.SERIES, by=giver, at=moment(date(2020, 8, 4))) == 4

    assert set(Assignment.objects.values_list("state", flat=True)) == {State.CLOSED}
    assert recur(by=SYSTEM, at=moment(date(2020, 8, 10))) == 0


def test_news_that_comes_late_tells_nothing_that_is_over():
    scene = a_scene()
    row = scene.assignment
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))
    return_to(row, reason="Thiếu số liệu.", by=scene.giver, at=later(days=2))
    report_done(row, text="Đã bổ sung.", by=scene.holder, at=later(days=3))
    handlers.tell_of_return(WorkReturned(row.pk, "Thiếu số liệu.", later(days=2)))
    accept(row, by=scene.giver, at=later(days=4))
    handlers.tell_giver(WorkReported(row.pk, later(days=3)))
    assert not Notice.objects.filter(kind__in=["work.report", "work.return"]).exists()


def test_a_request_that_was_decided_asks_nobody():
    scene = a_scene()
    asked = ask_extension(
        scene.assignment, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(days=1)
    )
    refuse(asked, reason="Việc gấp.", by=scene.giver, at=later(days=2))
    handlers.tell_of_request(ExtensionAsked(asked.pk, later(days=1)))
    assert not Notice.objects.filter(kind="work.extension").exists()


def test_partners_are_a_new_version_when_their_lead_is_passed_on():
    first, serving, _giver = a_shared(recurrence=Recurrence.NONE)
    clerk = an_officer(Role.CLERK, first.unit)
    moved = transfer(first, to=a_neighbour(), reason="Đúng địa bàn.", by=clerk, at=later(days=1))
    serving.refresh_from_db()
    assert (serving.lead, serving.version, serving.updated_at) == (moved, 2, later(days=1))


def test_the_first_row_of_a_series_is_a_new_version_when_a_later_turn_takes_the_series_along():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    recur(by=SYSTEM, at=moment(date(2020, 8, 3)))
    second = Assignment.objects.get(series=scene.assignment)
    transfer(second, to=a_neighbour(), reason="Đúng địa bàn.", by=scene.holder, at=moment(date(2020, 8, 4)))
    assert (scene.assignment.recurrence, scene.assignment.version) == (Recurrence.NONE, 2)


def test_the_words_of_a_transfer_are_read_in_the_language_of_the_reader():
    scene = a_scene()
    with override("en"):
        moved = transfer(scene.assignment, to=a_neighbour(), reason="Sai địa bàn.", by=scene.holder, at=later(days=1))
    entry = moved.entries.get()
    with override("vi"):
        assert entry.words == f"{scene.districts[0].name} chuyển {moved.unit.name}\nSai địa bàn."
    assert entry.text == "Sai địa bàn."
