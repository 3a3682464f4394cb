"""The pages that hand a duty down: whom they offer, whom they leave out, and by which day."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse

from tests.apps.work.views.scenes import address, text_of, the_next_morning
from tests.factories.web import signed_in
from tests.factories.work import a_scene, an_assignment, later
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_next_morning():
        yield


def test_a_cascade_offers_only_units_without_the_duty() -> None:
    scene = a_scene()
    cascade(scene.assignment, units=[scene.communes[0]], by=scene.holder, at=later(hours=1))
    client = signed_in(scene.holder)
    page = text_of(client, address(scene.assignment, "cascade"))
    assert scene.communes[1].name in page
    assert scene.communes[0].name not in page
    client.post(address(scene.assignment, "cascade"), {"units": [scene.communes[1].pk], "instruction": "Làm ngay."})
    assert Assignment.objects.filter(parent=scene.assignment).count() == 2


@pytest.mark.parametrize("many", [False, True])
def test_a_day_below_after_the_unit_s_own_is_sent_back_once(many: bool) -> None:
    scene = a_scene()
    client = signed_in(scene.holder)
    url = reverse("work:cascade_many") if many else address(scene.assignment, "cascade")
    given = {"ids": scene.assignment.pk, "units": [unit.pk for unit in scene.communes[:2]], "due_on": "31/12/2020"}
    assert "later_confirmed" not in text_of(client, f"{url}?ids={scene.assignment.pk}")
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert "Hạn này sau hạn của đơn vị" in refused.content.decode()
    assert "Vẫn giao với hạn sau hạn của đơn vị" in refused.content.decode()
    assert not Assignment.objects.filter(parent=scene.assignment).exists()
    client.post(url, given | {"later_confirmed": "on"})
    assert {row.due_at.date() for row in Assignment.objects.filter(parent=scene.assignment)} == {date(2020, 12, 31)}


def test_a_cascade_does_not_tick_units_that_others_gave_the_task_and_says_who() -> None:
    scene = a_scene()
    an_assignment(scene.communes[0], task=scene.task)
    client = signed_in(scene.holder)
    page = text_of(client, address(scene.assignment, "cascade"))
    assert f"{scene.communes[0]} (đã được {scene.giver.unit} giao trực tiếp)" in page
    assert "1 đơn vị đã được giao trực tiếp nhiệm vụ này nên không đánh dấu sẵn." in page
    ticked = re.findall(r'<input[^>]*name="units"[^>]*>', page)
    assert [("checked" in each) for each in ticked] == [False, True]


def test_one_box_hands_a_duty_down_also_to_units_that_others_gave_it() -> None:
    scene = a_scene()
    for unit in scene.communes[:2]:
        an_assignment(unit, task=scene.task)
    client, url = signed_in(scene.holder), address(scene.assignment, "cascade")
    page = text_of(client, url)
    follow = f"{reverse('work:list')}?unit={scene.holder.unit.code}&amp;below=1&amp;task={scene.assignment.task_id}"
    assert follow in page
    refused = client.post(url, {})
    assert refused.status_code == 422
    assert "Mọi đơn vị đã được giao trực tiếp nhiệm vụ này." in refused.content.decode()
    client.post(url, {"include_held": "on"})
    assert {row.unit for row in Assignment.objects.filter(parent=scene.assignment)} == set(scene.communes[:2])


def test_the_box_is_offered_only_where_somebody_has_the_duty_from_others() -> None:
    scene = a_scene()
    client = signed_in(scene.holder)
    for url in (address(scene.assignment, "cascade"), f"{reverse('work:cascade_many')}?ids={scene.assignment.pk}"):
        assert "include_held" not in text_of(client, url)


def test_many_that_all_below_have_from_others_are_never_handed_down_to_nobody_in_silence() -> None:
    scene = a_scene()
    for unit in scene.communes[:2]:
        an_assignment(unit, task=scene.task)
    client, url = signed_in(scene.holder), reverse("work:cascade_many")
    page = text_of(client, f"{url}?ids={scene.assignment.pk}")
    assert "Không còn gì để giao" in page.partition("<form")[2]
    none = client.post(url, {"ids": scene.assignment.pk}, follow=True).content.decode()
    assert "Không giao thêm nhiệm vụ nào." in none
    done = client.post(url, {"ids": scene.assignment.pk, "include_held": "on"}, follow=True).content.decode()
    assert "Đã giao 2 nhiệm vụ cho cấp dưới." in done
    assert "Mọi đơn vị có thể nhận đã có nhiệm vụ này." in text_of(client, f"{url}?ids={scene.assignment.pk}")


def test_handing_many_down_names_the_units_that_are_left_out() -> None:
    scene = a_scene()
    an_assignment(scene.communes[0], task=scene.task)
    client, url = signed_in(scene.holder), reverse("work:cascade_many")
    page = text_of(client, f"{url}?ids={scene.assignment.pk}")
    assert f"{scene.communes[0].name}." in page.partition("Đã được giao trực tiếp")[2]
    done = client.post(url, {"ids": scene.assignment.pk}, follow=True).content.decode()
    assert "Đã giao 1 nhiệm vụ cho cấp dưới." in done
    assert f"1 đơn vị đã được giao trực tiếp thì không giao lại: {scene.communes[0].name}." in done


def test_when_all_units_below_have_it_nothing_is_left_to_hand_down() -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    client = signed_in(scene.holder)
    assert "Mọi đơn vị có thể nhận đã có nhiệm vụ này." in text_of(client, address(scene.assignment, "cascade"))
    assert address(scene.assignment, "cascade") not in text_of(client, address(scene.assignment))


def test_a_deadline_that_has_passed_is_not_handed_down() -> None:
    scene = a_scene()
    given = {"units": [scene.communes[0].pk], "due_on": "2020-07-01", "version": "1"}
    response = signed_in(scene.holder).post(address(scene.assignment, "cascade"), given)
    assert response.status_code == 422
    assert 'id="id_due_on_error"' in response.content.decode()
    assert not scene.assignment.children.exists()
