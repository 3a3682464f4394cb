"""What becomes of the duties below when the one above is accepted, gets more time or is closed."""

from datetime import date, datetime, timedelta

import pytest

from tests.apps.work.views.scenes import address, text_of
from tests.factories.api import Program
from tests.factories.clock import the_clock_at
from tests.factories.org import an_officer
from tests.factories.tasks import run_pending
from tests.factories.web import signed_in
from tests.factories.work import Scene, a_scene, an_assignment, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Recurrence, TaskRole
from vungxanh.apps.work import handlers
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.extend import ask_extension, grant
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.review import Below, accept, accept_many
from vungxanh.apps.work.events import DeadlinesMoved
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.queries.closing import Extent
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Conflict, Invalid

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
WHY = "Không còn cần."


def a_reported_over_two() -> Scene:
    """The district has reported; its two communes have not begun what it handed down."""
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    report_done(scene.assignment, text="Đã xong.", by=scene.holder, at=later(hours=2))
    return scene


def a_series(weeks: int = 2) -> Scene:
    """A weekly duty, handed down, with so many turns given."""
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    recur(by=BY, at=moment(date(2020, 8, 3) + timedelta(weeks=weeks - 2)))
    return scene


def mine(scene: Scene) -> list[Assignment]:
    """The first district's turns."""
    return list(Assignment.objects.filter(unit=scene.districts[0]).order_by("number"))


def states(rows: object) -> list[str]:
    return [row.state for row in rows]  # type: ignore[attr-defined]


class TestAccepting:
    """A result over open duties."""

    def test_it_is_not_accepted_before_somebody_says_what_becomes_of_them(self) -> None:
        scene = a_reported_over_two()
        with pytest.raises(Conflict, match="2 nhiệm vụ đang mở"):
            accept(scene.assignment, by=scene.giver, at=later(hours=3))
        assert scene.assignment.state == State.REPORTED

    def test_kept_ones_go_on_with_the_unit_that_gave_them(self) -> None:
        scene = a_reported_over_two()
        entry = accept(scene.assignment, below=Below.KEEP, by=scene.giver, at=later(hours=3))
        assert "2 nhiệm vụ" in entry.words
        child = Assignment.objects.get(unit=scene.communes[0])
        report_done(child, text="Đã xong.", by=scene.below, at=later(hours=4))
        accept(child, by=scene.holder, at=later(hours=5))
        assert child.state == State.ACCEPTED

    def test_or_they_end_with_it(self) -> None:
        scene = a_reported_over_two()
        accept(scene.assignment, below=Below.CLOSE, by=scene.giver, at=later(hours=3))
        assert states(scene.assignment.children.all()) == [State.CLOSED, State.CLOSED]
        assert scene.assignment.state == State.ACCEPTED
        assert {entry.kind for child in scene.assignment.children.all() for entry in child.entries.all()} == {
            EntryKind.CLOSE
        }

    def test_many_at_once_leaves_them_for_a_decision_each(self) -> None:
        scene = a_reported_over_two()
        done = accept_many([scene.assignment], by=scene.giver, at=later(hours=3))
        assert (done.accepted, done.skipped, done.open_below) == (0, 0, 1)
        with the_clock_at(later(hours=3)):
            sent = {"ids": scene.assignment.pk}
            page = signed_in(scene.giver).post("/nhiem-vu/chap-nhan/", sent, follow=True).content.decode()
        assert "1 nhiệm vụ còn việc cấp dưới đang mở" in page

    def test_what_was_left_open_can_be_closed_from_the_accepted_one(self) -> None:
        scene = a_reported_over_two()
        row = scene.assignment
        accept(row, below=Below.KEEP, by=scene.giver, at=later(hours=3))
        with the_clock_at(later(hours=4)):
            client = signed_in(scene.giver)
            assert address(row, "close") in text_of(client, address(row))
            assert "2 nhiệm vụ cấp dưới đang mở sẽ đóng" in text_of(client, address(row, "close"))
            client.post(address(row, "close"), {"reason": WHY})
        assert scene.assignment.state == State.ACCEPTED
        assert states(row.children.all()) == [State.CLOSED, State.CLOSED]
        with pytest.raises(Conflict):
            close_tree(scene.assignment, reason=WHY, by=scene.giver, at=later(hours=5))

    def test_the_page_names_them_and_asks(self) -> None:
        scene = a_reported_over_two()
        row = scene.assignment
        with the_clock_at(later(hours=3)):
            client, url = signed_in(scene.giver), address(row, "accept")
            assert "Cấp dưới còn 2 nhiệm vụ đang mở" in text_of(client, url)
            assert client.post(url, {"text": ""}).status_code == 422
            assert client.post(url, {"text": "", "below": "keep"}).status_code == 302
        assert scene.assignment.state == State.ACCEPTED

    def test_the_page_asks_nothing_when_nothing_is_open(self) -> None:
        scene = a_scene()
        report_done(scene.assignment, text="Đã xong.", by=scene.holder, at=later(hours=2))
        with the_clock_at(later(hours=3)):
            assert 'name="below"' not in text_of(signed_in(scene.giver), address(scene.assignment, "accept"))

    def test_the_api_refuses_with_the_number_until_it_is_told(self) -> None:
        scene = a_reported_over_two()
        giver, path = Program(scene.giver), f"work/assignments/{scene.assignment.pk}"
        refused = giver.send(f"{path}/accept", tag=giver.tag(path), text="")
        assert refused.status_code == 409
        assert "2 nhiệm vụ" in refused.json()["errors"][0]["message"]
        assert giver.send(f"{path}/accept", tag=giver.tag(path), text="", below="close").json()["state"] == "accepted"


class TestMoreTime:
    """A deadline moves with those that followed it."""

    def test_the_units_below_get_the_time_that_the_unit_above_has(self) -> None:
        scene = a_scene()
        own = datetime(2020, 8, 5, 17, tzinfo=VIETNAM)
        cascade(scene.assignment, units=[scene.communes[0]], by=scene.holder, at=later(hours=1))
        cascade(scene.assignment, units=[scene.communes[1]], due_on=day_of(own), by=scene.holder, at=later(hours=1))
        asked = ask_extension(
            scene.assignment, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(hours=2)
        )
        with the_clock_at(later(hours=3)):
            page = text_of(signed_in(scene.giver), address(scene.assignment, "decide_extension"))
        assert "hạn của 1 nhiệm vụ cấp dưới theo hạn này cũng dời" in page
        assert "1 nhiệm vụ cấp dưới có hạn riêng" in page

        grant(asked, by=scene.giver, at=later(hours=3))

        follows, keeps = (Assignment.objects.get(unit=unit) for unit in scene.communes[:2])
        assert scene.assignment.due_at == follows.due_at == follows.sort_due_at == moment(date(2020, 8, 14), 17)
        assert keeps.due_at == own
        assert "14/08/2020" in follows.entries.get().words

    def test_units_that_co_operate_get_the_time_that_their_lead_has(self) -> None:
        scene = a_scene()
        lead, due_at = scene.assignment, scene.assignment.due_at
        own = datetime(2020, 8, 5, 17, tzinfo=VIETNAM)
        help_of = {"task": scene.task, "lead": lead, "role": TaskRole.COOPERATE}
        follows = an_assignment(due_at=due_at, **help_of)
        keeps = an_assignment(due_at=own, **help_of)
        done = an_assignment(due_at=due_at, state=State.ACCEPTED, **help_of)
        informed = an_assignment(task=scene.task, lead=lead, role=TaskRole.INFORM)
        below = an_assignment(task=scene.task, parent=follows, due_at=due_at)
        asked = ask_extension(lead, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(hours=2))
        with the_clock_at(later(hours=3)):
            page = text_of(signed_in(scene.giver), address(lead, "decide_extension"))
        assert "hạn của 1 đơn vị phối hợp theo hạn này cũng dời" in page
        assert "1 đơn vị phối hợp có hạn riêng, giữ nguyên." in page

        grant(asked, by=scene.giver, at=later(hours=3))

        for row in (follows, keeps, done, informed, below):
            row.refresh_from_db()
        assert follows.due_at == below.due_at == moment(date(2020, 8, 14), 17)
        assert (keeps.due_at, done.due_at, informed.due_at) == (own, due_at, None)
        assert follows.entries.get().words == "Thời hạn theo đơn vị chủ trì dời đến 14/08/2020."
        assert [entry.verb for entry in history_of(follows)] == ["work.move_deadline"]
        people = an_officer(Role.CLERK, follows.unit)
        run_pending()
        assert Notice.objects.filter(user=people.user, kind="work.moved").exists()

    def test_more_time_for_one_that_co_operates_moves_nobody_else(self) -> None:
        scene = a_scene()
        lead, due_at = scene.assignment, scene.assignment.due_at
        helping = an_assignment(task=scene.task, lead=lead, role=TaskRole.COOPERATE, due_at=due_at)
        clerk = an_officer(Role.CLERK, helping.unit)
        asked = ask_extension(helping, until=date(2020, 8, 14), reason="Mưa lũ.", by=clerk, at=later(hours=2))
        grant(asked, by=scene.giver, at=later(hours=3))
        helping.refresh_from_db()
        assert (helping.due_at, scene.assignment.due_at) == (moment(date(2020, 8, 14), 17), due_at)

    def test_they_are_told(self) -> None:
        scene = a_scene()
        cascade(scene.assignment, by=scene.holder, at=later(hours=1))
        child = Assignment.objects.get(unit=scene.communes[0])
        handlers.tell_of_moved_deadlines(DeadlinesMoved((child.pk,), later(hours=3)))
        told = Notice.objects.get(user=scene.below.user, kind="work.moved")
        assert told.subject.startswith("Thời hạn đã dời: ")


class TestClosingARecurringDuty:
    """This turn, or the whole series."""

    def test_it_has_to_be_said(self) -> None:
        scene = a_series()
        with pytest.raises(Invalid, match="định kỳ"):
            close_tree(mine(scene)[0], reason=WHY, by=scene.giver, at=moment(date(2020, 8, 4)))

    def test_a_closed_turn_leaves_the_others_and_comes_back_with_all_below(self) -> None:
        scene = a_series()
        first, second = mine(scene)
        at = moment(date(2020, 8, 4))
        assert close_tree(second, reason=WHY, extent=Extent.TURN, by=scene.giver, at=at) == 3
        assert states(mine(scene)) == [State.DOING, State.CLOSED]
        assert states(first.children.all()) == [State.NOT_STARTED, State.NOT_STARTED]

        recur(by=BY, at=moment(date(2020, 8, 10)))

        third = mine(scene)[2]
        assert (third.number, third.children.count()) == (3, 2)

    def test_the_first_turn_alone_can_be_closed(self) -> None:
        scene = a_series()
        close_tree(mine(scene)[0], reason=WHY, extent=Extent.TURN, by=scene.giver, at=moment(date(2020, 8, 4)))
        recur(by=BY, at=moment(date(2020, 8, 10)))
        assert states(mine(scene)) == [State.CLOSED, State.NOT_STARTED, State.NOT_STARTED]

    def test_a_closed_series_closes_every_open_turn_with_what_is_below(self) -> None:
        scene = a_series()
        at = moment(date(2020, 8, 4))
        assert close_tree(mine(scene)[0], reason=WHY, extent=Extent.SERIES, by=scene.giver, at=at) == 6
        assert states(mine(scene)) == [State.CLOSED, State.CLOSED]
        assert not Assignment.objects.filter(parent__unit=scene.districts[0], is_open=True).exists()
        recur(by=BY, at=moment(date(2020, 8, 10)))
        assert len(mine(scene)) == 2

    def test_what_one_commune_was_spared_for_good_is_not_given_again(self) -> None:
        scene = a_series()
        last = mine(scene)[1]
        spared, skipped = last.children.order_by("unit__path")
        at = moment(date(2020, 8, 4))
        assert close_tree(spared, reason=WHY, extent=Extent.SERIES, by=scene.holder, at=at) == 2
        assert close_tree(skipped, reason=WHY, extent=Extent.TURN, by=scene.holder, at=at) == 1

        recur(by=BY, at=moment(date(2020, 8, 10)))

        assert [child.unit for child in mine(scene)[2].children.all()] == [skipped.unit]

    def test_the_page_says_what_each_choice_closes(self) -> None:
        scene = a_series()
        row = mine(scene)[1]
        with the_clock_at(moment(date(2020, 8, 4))):
            client, url = signed_in(scene.giver), address(row, "close")
            page = text_of(client, url)
            assert "Chỉ kỳ này (Tuần 32: 03/08–07/08/2020): đóng 3 nhiệm vụ" in page
            assert "Cả chuỗi: đóng 6 nhiệm vụ của 2 kỳ đang mở" in page
            assert client.post(url, {"reason": WHY}).status_code == 422
            assert client.post(url, {"reason": WHY, "extent": "turn"}).status_code == 302
        assert states(mine(scene)) == [State.DOING, State.CLOSED]

    def test_the_api_asks_too(self) -> None:
        scene = a_series()
        giver, path = Program(scene.giver), f"work/assignments/{mine(scene)[1].pk}"
        with the_clock_at(moment(date(2020, 8, 4))):
            refused = giver.send(f"{path}/close", tag=giver.tag(path), reason=WHY)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "extent")
            assert giver.send(f"{path}/close", tag=giver.tag(path), reason=WHY, extent="series").status_code == 200
        assert states(mine(scene)) == [State.CLOSED, State.CLOSED]

    def test_a_duty_done_once_needs_no_choice(self) -> None:
        scene = a_scene()
        assert close_tree(scene.assignment, reason=WHY, by=scene.giver, at=later(hours=1)) == 1
