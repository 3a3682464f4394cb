"""The inbox page, its bulk acts and notices."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.work.views.scenes import text_of, the_next_morning
from tests.factories.clock import the_clock_at
from tests.factories.directives import a_directive, a_task
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from tests.factories.work import a_scene, an_assignment, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit.notices.actions import notify
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_next_morning():
        yield


def test_an_item_says_why_it_is_here_and_offers_its_main_act() -> None:
    scene = a_scene()
    page = text_of(signed_in(scene.holder), "/")
    row = scene.assignment
    assert row.directive.number_and_symbol in page
    assert "Giao cho đơn vị" in page
    assert f"/nhiem-vu/{row.pk}/cascade/" in page
    assert "thứ Sáu 07/08" in page


def test_items_stand_under_the_stretch_of_time_they_fall_due_in() -> None:
    scene = a_scene()
    unit = scene.holder.unit
    for due in (moment(date(2020, 7, 27)), moment(date(2020, 7, 29), 17), moment(date(2020, 7, 31)), None):
        an_assignment(unit, due_at=due)
    groups = signed_in(scene.holder).get("/").context["groups"]
    shown = [(str(group.label), len(group.items)) for group in groups]
    assert shown == [("Quá hạn", 1), ("Hôm nay", 1), ("Tuần này", 1), ("Sau tuần này", 1), ("Không có thời hạn", 1)]


def test_an_empty_inbox_says_what_would_appear() -> None:
    a_scene()
    page = text_of(signed_in(an_officer(Role.CLERK)), "/")
    assert "Không có việc nào ở đây" in page
    assert "sẽ hiện ở đây" in page


def test_reports_are_accepted_many_at_once_and_the_rest_is_told() -> None:
    scene = a_scene()
    report_done(scene.assignment, text="Xong.", by=scene.holder, at=later(hours=1))
    other = Assignment.objects.exclude(pk=scene.assignment.pk).get()
    client = signed_in(scene.giver)
    given = {"ids": [scene.assignment.pk, other.pk, "x", "9" * 30], "back": "/?box=to_accept"}
    response = client.post("/nhiem-vu/chap-nhan/", given, follow=True)
    assert response.redirect_chain[0][0] == "/?box=to_accept"
    page = response.content.decode()
    assert "Đã chấp nhận 1 báo cáo." in page
    assert "1 nhiệm vụ chưa báo cáo" in page
    assert scene.assignment.state == State.ACCEPTED


def test_a_list_to_return_to_on_another_site_is_not_followed() -> None:
    scene = a_scene()
    given = {"ids": [scene.assignment.pk], "back": "https://example.org/"}
    assert signed_in(scene.giver).post("/nhiem-vu/chap-nhan/", given)["Location"] == "/"


def test_nothing_picked_is_told_in_a_sentence() -> None:
    scene = a_scene()
    assert signed_in(scene.giver).post("/nhiem-vu/chap-nhan/", {}).status_code == 422
    assert signed_in(scene.holder).get("/nhiem-vu/giao-cap-duoi/").status_code == 422


def test_several_duties_are_handed_down_in_one_act() -> None:
    scene = a_scene()
    more = [an_assignment(scene.holder.unit, task=a_task(scene.directive)) for _ in range(2)]
    ids = [scene.assignment.pk, *(row.pk for row in more)]
    client = signed_in(scene.holder)
    query = "&".join(f"ids={pk}" for pk in ids)
    assert scene.communes[0].name in text_of(client, f"/nhiem-vu/giao-cap-duoi/?{query}")
    assert client.post("/nhiem-vu/giao-cap-duoi/", {"ids": ids, "instruction": "", "due_on": ""}).status_code == 302
    assert Assignment.objects.filter(parent__in=ids).count() == 6
    client.post("/nhiem-vu/giao-cap-duoi/", {"ids": ids})
    assert Assignment.objects.filter(parent__in=ids).count() == 6


def test_a_wrong_deadline_for_many_is_told_and_hands_nothing_down() -> None:
    scene = a_scene()
    given = {"ids": [scene.assignment.pk], "instruction": "Làm ngay.", "due_on": "2199-01-01"}
    response = signed_in(scene.holder).post("/nhiem-vu/giao-cap-duoi/", given)
    assert response.status_code == 422
    assert "Làm ngay." in response.content.decode()
    assert not Assignment.objects.exclude(parent=None).exists()


def test_several_duties_go_to_one_person_of_the_unit_only() -> None:
    scene = a_scene()
    person = an_officer(Role.OFFICER, scene.holder.unit, name="Lê Văn Tám").user
    stranger = an_officer(Role.OFFICER).user
    client = signed_in(scene.holder)
    ids = [scene.assignment.pk, an_assignment(scene.holder.unit).pk]
    refused = client.post("/nhiem-vu/phan-cong/", {"ids": ids, "performer": stranger.pk})
    assert refused.status_code == 422
    assert client.post("/nhiem-vu/phan-cong/", {"ids": ids, "performer": person.pk}).status_code == 302
    assert Assignment.objects.filter(performer=person).count() == 2


def test_only_managers_act_on_many() -> None:
    scene = a_scene()
    officer = signed_in(an_officer(Role.OFFICER, scene.holder.unit))
    assert officer.post("/nhiem-vu/chap-nhan/", {"ids": [scene.assignment.pk]}).status_code == 403
    assert officer.get(f"/nhiem-vu/phan-cong/?ids={scene.assignment.pk}").status_code == 403


def test_a_notice_opens_what_it_is_about_and_is_read_then() -> None:
    scene = a_scene()
    person = scene.holder.user
    for number, url in enumerate((f"/nhiem-vu/{scene.assignment.pk}/", "https://example.org/")):
        notify([person.pk], kind="x", subject=f"Tin {number}", body="", url=url, at=later(), key=f"x:{number}")
    client = signed_in(scene.holder)
    assert "Tin 0" in text_of(client, "/")
    first, second = Notice.objects.filter(user=person).order_by("pk")
    opened = client.post("/thong-bao/da-doc/", {"open": first.pk})
    assert opened["Location"] == f"/nhiem-vu/{scene.assignment.pk}/"
    assert client.post("/thong-bao/da-doc/", {"open": second.pk})["Location"] == "/thong-bao/"
    assert not Notice.objects.filter(user=person, read_at=None).exists()
    stranger = signed_in(an_officer())
    assert stranger.post("/thong-bao/da-doc/", {"open": first.pk}).status_code == 404
    assert "Tin 0" not in text_of(stranger, "/thong-bao/")


def test_all_notices_are_marked_read_at_once() -> None:
    scene = a_scene()
    for number in range(3):
        notify([scene.holder.user.pk], kind="x", subject="Tin", body="", url="", at=later(), key=f"x:{number}")
    client = signed_in(scene.holder)
    client.post("/thong-bao/da-doc/", {})
    assert not Notice.objects.filter(user=scene.holder.user, read_at=None).exists()
    text_of(client, "/thong-bao/?unread=1")


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    scene = a_scene()
    client = signed_in(scene.holder)
    an_assignment(scene.communes[0], task=a_task(scene.directive), assigned_by=scene.holder.unit)

    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            text_of(client, url)
        return len(captured)

    urls = (
        "/",
        "/?box=followed",
        "/nhiem-vu/",
        "/nhiem-vu/danh-sach/",
        "/nhiem-vu/danh-sach/?q=cai dat",
        "/thong-bao/",
    )
    for url in urls:
        text_of(client, url)
    before = {url: queries(url) for url in urls}
    directive = a_directive(scene.giver.unit, stage=Stage.ISSUED)
    for number in range(12):
        task = a_task(directive)
        row = an_assignment(scene.holder.unit, task=task, due_at=later(days=number))
        an_assignment(scene.communes[0], task=task, parent=row, assigned_by=scene.holder.unit)
        an_assignment(scene.communes[1], task=task, parent=row, assigned_by=scene.holder.unit, state=State.REPORTED)
    assert {url: queries(url) for url in urls} == before


def test_a_page_of_many_items_is_followed_by_the_next() -> None:
    scene = a_scene()
    for number in range(40):
        an_assignment(scene.holder.unit, task=a_task(scene.directive), due_at=later(days=1) + timedelta(minutes=number))
    client = signed_in(scene.holder)
    first = client.get("/").context
    second = client.get("/" + first["next_url"]).context
    seen = [item.line.assignment.pk for page in (first, second) for group in page["groups"] for item in group.items]
    assert len(seen) == len(set(seen)) == 41
    assert client.get("/?cursor=hỏng").status_code == 422


def test_what_is_late_is_said_in_words() -> None:
    scene = a_scene()
    with the_clock_at(later(days=20)):
        page = text_of(signed_in(scene.holder), "/")
    assert "quá hạn, chưa bắt đầu" in page
    assert "1 việc quá hạn" in page
