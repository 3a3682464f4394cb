"""The record of an assignment and the page before issuing."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.apps.work.views.scenes import address, text_of, the_next_morning
from tests.factories.directives import a_directive, a_task
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from tests.factories.work import Scene, a_scene, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.models import Group, Unit
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.extend import ask_extension
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.models import Assignment, State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_next_morning():
        yield


def test_a_commune_reads_the_words_of_the_letter_its_district_handed_down() -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1), instruction="Xong trước thứ Sáu.")
    child = Assignment.objects.get(unit=scene.below.unit)
    page = text_of(signed_in(scene.below), address(child))
    start, end = scene.task.span_start, scene.task.span_end
    assert f'<mark class="span" id="source-{scene.task.pk}">{scene.directive.text[start:end]}' in page
    assert "Xong trước thứ Sáu." in page
    assert f"/van-ban-chi-dao/{scene.directive.pk}" in page
    assert signed_in(scene.below).get(f"/van-ban-chi-dao/{scene.directive.pk}").status_code == 200


def test_only_acts_that_are_possible_now_are_offered() -> None:
    scene = a_scene()
    holder, giver = signed_in(scene.holder), signed_in(scene.giver)
    before = text_of(holder, address(scene.assignment))
    assert address(scene.assignment, "report") in before
    assert address(scene.assignment, "accept") not in before
    report_done(scene.assignment, text="Xong.", by=scene.holder, at=later(hours=1))
    assert address(scene.assignment, "report") not in text_of(holder, address(scene.assignment))
    after = text_of(giver, address(scene.assignment))
    assert address(scene.assignment, "accept") in after
    assert after.index(address(scene.assignment, "accept")) < after.index("Thông tin")


def test_the_giver_sees_the_request_for_more_time_and_answers_it() -> None:
    scene = a_scene()
    until = later(days=20).date()
    ask_extension(scene.assignment, until=until, reason="Bão số 5.", by=scene.holder, at=later(hours=1))
    client = signed_in(scene.giver)
    assert "Bão số 5." in text_of(client, address(scene.assignment))
    page = address(scene.assignment, "decide_extension")
    assert client.post(page, {"granted": "no", "reason": ""}).status_code == 422
    assert client.post(page, {"granted": "yes", "reason": ""}).status_code == 302
    assert scene.assignment.due_at
    assert scene.assignment.due_at.date() == until


def test_the_units_below_stand_in_a_table_and_their_reports_are_accepted_there() -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    child = Assignment.objects.get(unit=scene.below.unit)
    report_done(child, text="Xong.", by=scene.below, at=later(hours=2))
    client = signed_in(scene.holder)
    page = text_of(client, address(scene.assignment))
    assert address(child) in page
    given = {"ids": [child.pk], "back": address(scene.assignment)}
    assert client.post("/nhiem-vu/chap-nhan/", given)["Location"] == address(scene.assignment)
    assert Assignment.objects.get(pk=child.pk).state == State.ACCEPTED


def test_the_history_names_who_did_what() -> None:
    scene = a_scene()
    report_done(scene.assignment, text="Đã cài 340 hộ.", by=scene.holder, at=later(hours=1))
    page = text_of(signed_in(scene.giver), address(scene.assignment))
    assert "Đã cài 340 hộ." in page
    assert f"{scene.holder.user.full_name} ({scene.holder.unit.code})" in page


def a_confirmed_letter(scene: Scene) -> tuple[str, Directive]:
    """Another letter of the scene's department to the two districts; the second has nobody with an account."""
    Unit.objects.filter(pk=scene.districts[1].pk).update(phone="0235 3 852 000")
    directive = a_directive(scene.giver.unit, stage=Stage.CONFIRMED)
    a_task(directive, lead=(Group.objects.get(key="districts"),))
    return f"/nhiem-vu/phat-hanh/{directive.pk}/", directive


def test_the_page_before_issuing_counts_and_names_who_has_no_account() -> None:
    scene = a_scene()
    url, _directive = a_confirmed_letter(scene)
    page = text_of(signed_in(scene.giver), url)
    assert "0235 3 852 000" in page
    assert "không có thời hạn" in page


def test_issuing_twice_issues_once_and_says_when() -> None:
    scene = a_scene()
    url = f"/nhiem-vu/phat-hanh/{scene.directive.pk}/"
    client = signed_in(scene.giver)
    assert "Không phát hành được lúc này" in text_of(client, url)
    again = client.post(url)
    assert again.status_code == 409
    assert "đã được phát hành" in again.content.decode()
    assert Assignment.objects.count() == 2


def test_a_confirmed_letter_becomes_assignments() -> None:
    scene = a_scene()
    url, directive = a_confirmed_letter(scene)
    before = Assignment.objects.count()
    response = signed_in(scene.giver).post(url)
    assert response["Location"] == f"/van-ban-chi-dao/{directive.pk}"
    assert Assignment.objects.count() == before + 2


def test_only_the_unit_that_holds_the_letter_issues_it() -> None:
    scene = a_scene()
    url, _directive = a_confirmed_letter(scene)
    assert signed_in(an_officer(Role.CLERK)).post(url).status_code == 404
    assert signed_in(an_officer(Role.OFFICER, scene.giver.unit)).post(url).status_code == 403


def test_a_letter_with_a_deadline_that_has_passed_is_issued_only_when_that_is_ticked() -> None:
    scene = a_scene()
    url, directive = a_confirmed_letter(scene)
    directive.tasks.update(deadline_on=date(2020, 7, 20))
    client, before = signed_in(scene.giver), Assignment.objects.count()
    assert "Việc đã quá thời hạn" in text_of(client, url)
    refused = client.post(url)
    assert refused.status_code == 409
    assert "Đặt hạn mới" in refused.content.decode()
    assert Assignment.objects.count() == before
    assert client.post(url, {"past_due_confirmed": "on"}).status_code == 302
    assert Assignment.objects.count() == before + 2
