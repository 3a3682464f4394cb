"""The day's list: whom to follow up, written down from the row."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.cases import NOW, TODAY, a_case, a_health_officer, a_person, an_exposure
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.models import Case, Check, Classification, Outcome
from vungxanh.apps.cases.queries import days
from vungxanh.apps.org.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
HOME = "/truy-vet/"


def the_check(person: object, day: object = TODAY) -> Check:
    return Check.objects.filter(plan__person=person, day=day).order_by("number")[0]  # type: ignore[misc]


def test_the_figure_of_cases_in_treatment_opens_a_list_of_just_these() -> None:
    scene = an_outbreak()
    probable = a_case(a_person(scene.here), by=scene.cdc, classification=Classification.PROBABLE)
    suspected = a_case(a_person(scene.here), by=scene.cdc, classification=Classification.SUSPECTED)
    excluded = a_case(a_person(scene.here), by=scene.cdc)
    Case.objects.filter(pk=excluded.pk).update(classification=Classification.NOT_A_CASE)
    client = signed_in(scene.cdc)
    card = re.search(
        r'href="([^"]+)"[^>]*><span class="stat-label">Ca đang điều trị</span>[^>]*>(\d+)', page_of(client)
    )
    assert card is not None
    listed = client.get(unescape(card[1]))
    shown = {row["line"].case.pk for row in listed.context["rows"]}
    assert shown == {scene.case.pk, probable.pk}
    assert int(card[2]) == len(shown)
    assert suspected.pk not in shown
    assert '<option value="sure" selected>' in listed.content.decode()


def page_of(client: Client) -> str:
    return client.get(HOME).content.decode()


def test_the_likeliest_stands_first_and_each_person_once() -> None:
    scene = an_outbreak()
    text = signed_in(scene.cdc).get(HOME).content.decode()
    assert text.count('data-check=""') == 3
    assert text.index("Trần Văn An") < text.index(scene.chi.pseudonym) < text.index("Phan Bình")
    assert "khả năng 20,0" in text


def test_a_commune_sees_only_its_own_people() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    text = client.get(HOME).content.decode()
    assert "Trần Văn An" in text
    assert "Phan Bình" not in text
    assert client.post(f"{HOME}theo-doi/{the_check(scene.binh).pk}/", {"outcome": "well"}).status_code == 404
    assert the_check(scene.binh).outcome == Outcome.DUE


def test_one_press_writes_the_check_and_answers_with_its_row() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)
    answer = signed_in(scene.nurse).post(f"{HOME}theo-doi/{check.pk}/", {"outcome": "well"}, HTTP_HX_REQUEST="true")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "không triệu chứng" in text
    assert "<html" not in text
    check.refresh_from_db()
    assert (check.outcome, check.by_id) == (Outcome.WELL, scene.nurse.user.pk)


def test_symptoms_need_one_ticked_and_say_so_in_the_row() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)
    client = signed_in(scene.nurse)
    refused = client.post(f"{HOME}theo-doi/{check.pk}/", {"temperature": "37,9"}, HTTP_HX_REQUEST="true")
    assert refused.status_code == 422
    assert "Chọn ít nhất một triệu chứng." in refused.content.decode()
    assert 'value="37,9"' in refused.content.decode()
    beside = f'aria-describedby="symptoms-{check.pk}_error"', f'id="symptoms-{check.pk}_error">Chọn ít nhất'
    assert all(each in refused.content.decode() for each in beside)
    told = {"symptoms": ["fever", "cough"], "temperature": "82"}
    kept = client.post(f"{HOME}theo-doi/{check.pk}/", told, HTTP_HX_REQUEST="true").content.decode()
    assert len(re.findall(r'value="(?:fever|cough)" checked', kept)) == kept.count(" checked") == 2
    beside = f'aria-describedby="temperature-{check.pk}_error"', f'id="temperature-{check.pk}_error">Nhiệt độ từ'
    assert all(each in kept for each in beside)
    assert 'role="alert"' not in kept
    told = {"symptoms": ["fever", "cough"], "temperature": "38,2"}
    assert client.post(f"{HOME}theo-doi/{check.pk}/", told, HTTP_HX_REQUEST="true").status_code == 200
    check.refresh_from_db()
    assert (check.outcome, check.symptoms, str(check.temperature)) == (Outcome.SYMPTOMS, ["fever", "cough"], "38.2")


def test_without_a_script_the_press_goes_back_to_the_page_it_came_from() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)
    told = {"outcome": "not_reached", "back": "https://elsewhere.example/"}
    answer = signed_in(scene.nurse).post(f"{HOME}theo-doi/{check.pk}/", told, follow=True)
    assert answer.redirect_chain == [(HOME, 302)]
    assert "Đã ghi: không liên lạc được." in answer.content.decode()


def test_what_was_left_undone_stands_in_its_own_part() -> None:
    scene = an_outbreak()
    Check.objects.exclude(plan__person=scene.binh).filter(day__lt=TODAY).update(outcome=Outcome.WELL)
    text = signed_in(scene.cdc).get(HOME + "?part=missed").content.decode()
    assert text.count('data-check=""') == 1
    assert "Phan Bình" in text


def test_a_leader_reads_pseudonyms_and_has_nothing_to_press() -> None:
    scene = an_outbreak()
    for _more in range(5):
        an_exposure(scene.mai, a_person(scene.here), by=scene.cdc, at=NOW)
    text = signed_in(an_officer(Role.LEADER, scene.here)).get(HOME).content.decode()
    assert scene.an.pseudonym in text
    assert "Trần Văn An" not in text
    assert "0905000002" not in text
    assert "data-act=" not in text


def test_whoever_has_no_part_in_case_work_has_no_page() -> None:
    scene = an_outbreak()
    clerk = signed_in(an_officer(Role.CLERK, scene.here))
    assert clerk.get(HOME).status_code == 403
    assert 'href="/truy-vet/"' not in clerk.get("/").content.decode()


def test_the_printed_list_has_the_same_people_and_another_place_is_not_found() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    text = client.get(f"{HOME}in-trong-ngay/").content.decode()
    assert "Trần Văn An" in text
    assert "Phan Bình" not in text
    assert client.get(f"{HOME}in-trong-ngay/?place={scene.there.code}").status_code == 404


def test_the_printed_list_counts_people_and_goes_on_where_a_part_ends() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    assert Check.objects.filter(day=TODAY).count() > 3
    text = client.get(f"{HOME}in-trong-ngay/").content.decode()
    assert "3 người ·" in text
    assert "In tiếp" not in text
    rest = days.printed(scene.cdc, TODAY, most=1).next
    text = client.get(f"{HOME}in-trong-ngay/?cursor={rest}&after=1").content.decode()
    assert "Tờ này in từ người 2 đến người 3 trong 3 người." in text
    assert "lọc theo xã" not in text
    assert scene.an.pseudonym not in text


def test_an_empty_place_says_what_would_stand_there() -> None:
    scene = an_outbreak()
    text = signed_in(a_health_officer(scene.there)).get(HOME + "?part=done").content.decode()
    assert "Hôm nay chưa ghi ai" in text


def test_the_map_of_communes_stands_below_the_list_and_opens_each_commune() -> None:
    scene = an_outbreak()
    Unit.objects.filter(pk=scene.there.pk).update(latitude=15.9, longitude=108.3)
    text = signed_in(scene.cdc).get(HOME).content.decode()
    plan = text[text.index('id="ban-do"') :]
    assert "2 xã có người theo dõi, nhiều nhất là Phường Minh An: 3 người" in plan
    assert 'data-value="ẩn' not in plan
    assert "dưới 5 người không hiện số" not in plan
    assert f"/truy-vet/nguoi/?place={scene.there.code}" in plan
    narrowed = signed_in(scene.cdc).get(f"{HOME}?place={scene.here.code}").content.decode()
    assert f"/truy-vet/nguoi/?place={scene.there.code}" not in narrowed


def test_a_commune_sees_where_it_lies_and_nothing_of_its_neighbours() -> None:
    scene = an_outbreak()
    Unit.objects.filter(pk=scene.here.pk).update(latitude=15.88, longitude=108.33)
    Unit.objects.filter(pk=scene.there.pk).update(latitude=15.9, longitude=108.3)
    text = signed_in(scene.nurse).get(HOME).content.decode()
    plan = text[text.index('id="ban-do"') :]
    assert "Phường Minh An: 3 người đang được theo dõi" in plan
    assert f"/truy-vet/nguoi/?place={scene.here.code}" in plan
    assert f"<title>{scene.there.name}</title>" in plan
    assert f"place={scene.there.code}" not in plan


def test_the_map_hides_small_numbers_from_a_leader_who_reads_no_identities() -> None:
    scene = an_outbreak()
    Unit.objects.filter(pk=scene.there.pk).update(latitude=15.9, longitude=108.3)
    for _more in range(5):
        an_exposure(scene.mai, a_person(scene.here), by=scene.cdc, at=NOW)
    text = signed_in(an_officer(Role.LEADER, scene.cdc.unit)).get(HOME).content.decode()
    plan = text[text.index('id="ban-do"') :]
    assert 'data-value="ẩn' in plan
    assert "dưới 5 người không hiện số" in plan


def test_who_told_symptoms_stands_first_with_a_mark_and_a_part_of_their_own() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    page = f"{HOME}theo-doi/{the_check(scene.binh).pk}/"
    client.post(page, {"symptoms": ["fever"], "temperature": "38,2"})
    text = client.get(HOME).content.decode()
    assert text.index("Phan Bình") < text.index("Trần Văn An")
    assert "Có triệu chứng (1)" in text
    ill = client.get(HOME, {"part": "ill"}).content.decode()
    assert ill.count('data-check=""') == 1
    assert "sốt · 38,2 °C" in ill


def test_the_counts_of_the_parts_come_with_the_row_that_was_written() -> None:
    scene = an_outbreak()
    page = f"{HOME}theo-doi/{the_check(scene.chi).pk}/"
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{HOME}?place={scene.here.code}"}
    client = signed_in(scene.cdc)
    assert "Đã ghi (0)" in client.get(HOME, {"place": scene.here.code}).content.decode()
    text = client.post(page, {"outcome": "well"}, headers=here).content.decode()
    assert 'id="day-parts" hx-swap-oob="true"' in text
    assert "Đã ghi (1)" in text
    assert "còn 1 người cần theo dõi hôm nay" in text
    assert f'href="{HOME}?place={scene.here.code}&amp;part=done"' in text
