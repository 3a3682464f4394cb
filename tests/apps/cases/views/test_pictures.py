"""The charts say what the database says, hide what is small, and the chain is laid on time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.cases import (
    NOW,
    TODAY,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_meeting,
    a_person,
    an_exposure,
)
from tests.factories.org import an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import exposures
from vungxanh.apps.cases.models import Case, CommuneTold, Person, Standing
from vungxanh.apps.cases.queries import transmission
from vungxanh.apps.cases.queries.pictures import notice_delays
from vungxanh.apps.cases.queries.transmission import Asked, Lane, drawing
from vungxanh.apps.org.officers import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
PICTURES, CHAIN = "/truy-vet/bieu-do/", "/truy-vet/chuoi-lay/"


def lanes_of(officer: Officer, **asked: object) -> dict[str, Lane]:
    found = drawing(officer, Asked(**asked), at=NOW).lanes  # type: ignore[arg-type]
    return {lane.key: lane for lane in found}


def key(person: Person) -> str:
    return f"p{person.pk}"


def many_cases(count: int) -> Officer:
    """Cases with onset on one day in one commune."""
    cdc, commune = a_cdc_officer(), a_commune()
    for _number in range(count):
        a_case(a_person(commune), by=cdc)
    return cdc


def test_each_lane_stands_below_whom_it_was_exposed_by_and_joins_at_the_meeting() -> None:
    scene = an_outbreak()
    lanes = lanes_of(scene.cdc)
    assert list(lanes) == [key(scene.mai), key(scene.an), key(scene.chi), key(scene.binh)]
    assert [lane.level for lane in lanes.values()] == [0, 1, 2, 1]
    assert lanes[key(scene.chi)].parent == key(scene.an)
    assert lanes[key(scene.chi)].joined == NOW - timedelta(days=3)
    assert lanes[key(scene.mai)].start < lanes[key(scene.mai)].at


@pytest.mark.parametrize(("felt", "is_new"), [(False, False), (None, True), (True, True)])
def test_an_onset_of_who_had_no_symptoms_makes_nobody_newly_ill(felt: bool | None, is_new: bool) -> None:
    scene = an_outbreak()
    told = {"has_symptoms": felt, "onset_on": TODAY, "tested_on": TODAY - timedelta(days=10)}
    Case.objects.filter(pk=scene.case.pk).update(**told)
    assert (key(scene.mai) in lanes_of(scene.cdc, since=TODAY)) is is_new


def test_the_address_narrows_to_level_ring_case_place_and_days() -> None:
    scene = an_outbreak()
    assert {lane.level for lane in lanes_of(scene.cdc, ring=1).values()} == {0, 1}
    only_f2 = lanes_of(scene.cdc, level=2)
    assert only_f2[key(scene.chi)].is_context is False
    assert {lane.key for lane in only_f2.values() if lane.is_context} == {key(scene.mai), key(scene.an)}
    there = lanes_of(scene.cdc, place=scene.there)
    assert {lane.key for lane in there.values() if not lane.is_context} == {key(scene.binh)}
    third = (NOW - timedelta(days=3)).date()
    assert key(scene.binh) not in lanes_of(scene.cdc, since=third)
    assert [lane.key for lane in lanes_of(scene.cdc, on=third).values() if not lane.is_context] == [key(scene.chi)]
    other = a_case(a_person(scene.there), by=scene.cdc)
    assert list(lanes_of(scene.cdc, case=other)) == [key(other.person)]
    assert key(other.person) not in lanes_of(scene.cdc, case=scene.case)


def test_a_case_stands_below_the_case_that_likeliest_made_it_ill() -> None:
    scene = an_outbreak()
    a_case(scene.an, by=scene.cdc, onset_on=(NOW - timedelta(days=1)).date())
    lanes = lanes_of(scene.cdc)
    assert (lanes[key(scene.an)].level, lanes[key(scene.an)].parent) == (0, key(scene.mai))
    assert lanes[key(scene.an)].is_likely
    assert lanes[key(scene.mai)].parent == ""
    assert "có thể từ Lê Thị Mai" in page_of(scene.cdc, CHAIN)


def test_names_are_as_the_officer_may_read_them_and_people_elsewhere_have_no_link() -> None:
    scene = an_outbreak()
    text = page_of(scene.cdc, CHAIN)
    assert "Trần Văn An" in text
    assert "Đỗ Chi" not in text
    assert scene.chi.pseudonym in text
    theirs = page_of(a_health_officer(scene.there), CHAIN)
    assert "Phan Bình" in theirs
    assert "Lê Thị Mai" not in theirs
    assert scene.mai.pseudonym in theirs
    assert f"/truy-vet/nguoi/{scene.binh.pk}/" in theirs
    assert f"/truy-vet/nguoi/{scene.mai.pk}/" not in theirs
    leader = an_officer(role=Role.LEADER, unit=scene.here)
    assert "Trần Văn An" not in page_of(leader, CHAIN)


def test_a_mark_its_name_and_its_edge_carry_one_key_in_both_drawings() -> None:
    scene = an_outbreak()
    text = page_of(scene.cdc, CHAIN)
    assert text.count(f'data-edge="{key(scene.chi)}"') == 2
    assert text.count(f'class="chain-row" href="/truy-vet/nguoi/{scene.chi.pk}/"') == 2
    assert text.count(f'data-parent="{key(scene.an)}"') == 2
    assert "<caption" in text


def test_too_many_people_are_folded_by_case_and_level_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = an_outbreak()
    monkeypatch.setattr(transmission, "MOST", 2)
    found = drawing(scene.cdc, Asked(), at=NOW)
    assert found.folded == (1, 2)
    groups = [lane for lane in found.lanes if not lane.person]
    assert [(lane.level, lane.count, lane.parent) for lane in groups] == [
        (1, 2, key(scene.mai)),
        (2, 1, key(scene.mai)),
    ]
    text = page_of(scene.cdc, CHAIN)
    assert f"{CHAIN}?level=1&amp;case={scene.case.code}" in text
    assert f"{CHAIN}?level=1&amp;case={scene.case.code}&amp;on=13%2F08%2F2020" in text
    assert "/truy-vet/nguoi/?level=1" in page_of(scene.cdc, f"{CHAIN}?case={scene.case.code}")
    assert "gộp theo ca vì quá" in text


def test_levels_of_too_many_cases_are_folded_whole_and_counted_by_the_day_here(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = an_outbreak()
    monkeypatch.setattr(transmission, "MOST", 2)
    monkeypatch.setattr(transmission, "MOST_GROUPS", 1)
    midnight_here = NOW.replace(hour=0) - timedelta(days=3)
    Standing.objects.filter(person=scene.an).update(first_at=midnight_here, last_at=midnight_here)
    before = midnight_here - timedelta(seconds=1)
    Standing.objects.filter(person=scene.binh).update(first_at=before, last_at=before)
    groups = [lane for lane in drawing(scene.cdc, Asked(), at=NOW).lanes if not lane.person]
    here = midnight_here.date()
    assert [(lane.level, lane.case, lane.count) for lane in groups] == [(1, None, 2), (2, None, 1)]
    assert groups[0].by_day == ((here - timedelta(days=1), 1), (here, 1))


def test_two_hundred_people_are_drawn_singly_by_a_few_questions() -> None:
    cdc, commune = a_cdc_officer(), a_commune()
    ill = a_person(commune)
    a_case(ill, by=cdc)
    met = [a_meeting(ill, a_person(commune), minutes=20, probability=0.01) for _number in range(199)]
    exposures.record_many(met, by=cdc, at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = drawing(cdc, Asked(), at=NOW)
    assert len(found.lanes) == 200
    assert not found.folded
    assert len(asked) <= 9


def test_an_unknown_case_is_not_found_and_strange_filters_are_as_none() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    assert client.get(CHAIN + "?case=CA20-XXXXXX").status_code == 404
    assert signed_in(a_health_officer(a_commune())).get(f"{CHAIN}?case={scene.case.code}").status_code == 404
    assert "Trần Văn An" in page_of(scene.cdc, CHAIN + "?level=9&ring=x&days=-4")
    assert "Không có ai khớp" in page_of(scene.cdc, CHAIN + "?level=5")


def test_an_empty_place_says_what_would_appear() -> None:
    officer = a_cdc_officer()
    assert "Chưa có ca bệnh nào" in page_of(officer, CHAIN)
    text = page_of(officer, PICTURES)
    assert "Không có ca nào trong thời gian này" in text
    assert "Chưa đo được thời gian" in text


def test_fewer_than_five_cases_are_hatched_with_the_reason_and_hidden_in_the_file() -> None:
    cdc = many_cases(4)
    text = page_of(cdc, PICTURES)
    assert 'class="held-back" x' in text
    assert text.count("ẩn vì dưới 5 ca") == 3, "on pointing, in the key, and in the table"
    assert "cột gạch chéo nào cũng cao bằng nhau" in text
    rows = signed_in(cdc).get("/truy-vet/bieu-do/duong-cong.csv").getvalue().decode()
    assert ",ẩn" in rows


def test_five_cases_are_drawn_and_the_title_names_the_peak() -> None:
    cdc = many_cases(5)
    text = page_of(cdc, PICTURES)
    assert "cao nhất 5 ca, 14/08" in text
    assert 'class="held-back" x' not in text
    assert "7 ngày qua nhiều ca hơn 7 ngày trước đó" in text


def test_who_reads_the_line_list_may_see_small_numbers_and_a_leader_may_not() -> None:
    cdc = many_cases(2)
    assert 'class="held-back" x' not in page_of(cdc, PICTURES + "?numbers=all")
    leader = an_officer(role=Role.LEADER, unit=Case.objects.all()[0].person.commune)
    assert 'class="held-back" x' in page_of(leader, PICTURES + "?numbers=all")


def test_the_curve_by_test_and_by_week_counts_the_same_cases() -> None:
    cdc = many_cases(6)
    assert "theo ngày xét nghiệm" in page_of(cdc, PICTURES + "?by=test")
    assert "cao nhất 6 ca, tuần 10/08–16/08" in page_of(cdc, PICTURES + "?width=week")


def test_the_map_lists_communes_with_people_and_hides_few() -> None:
    scene = an_outbreak()
    for _number in range(5):
        a_case(a_person(scene.there), by=scene.cdc)
    scene.here.latitude, scene.here.longitude = 15.88, 108.33
    scene.here.save()
    text = page_of(scene.cdc, PICTURES)
    assert "6 người" not in text  # alone it would tell the other commune's number by subtraction
    assert text.count('data-value="ẩn') == 2
    rows = signed_in(scene.cdc).get("/truy-vet/bieu-do/theo-xa.csv").getvalue().decode()
    assert "Phường Minh An,,ẩn" in rows


def test_the_clock_runs_from_the_result_to_the_notice() -> None:
    scene = an_outbreak()
    result = NOW - timedelta(hours=50)
    others = [a_case(a_person(scene.here), by=scene.cdc, result_at=result) for _number in range(5)]
    for hours, case in enumerate(others, 10):
        CommuneTold.objects.create(case=case, path=scene.here.path, at=result + timedelta(hours=hours))
    text = page_of(scene.cdc, PICTURES)
    assert "Một nửa số ca được báo tin trong 12 giờ sau kết quả" in text
    rows = signed_in(scene.cdc).get("/truy-vet/bieu-do/thoi-gian-bao-tin.csv").getvalue().decode()
    assert "Toàn địa bàn,5,ẩn,12" in rows


def test_a_commune_told_late_is_seen_beside_those_told_first() -> None:
    cdc, result = a_cdc_officer(), NOW - timedelta(hours=50)
    home, soon, late, waiting = (a_commune() for _number in range(4))
    for _number in range(5):
        case = a_case(a_person(home), by=cdc, result_at=result)
        CommuneTold.objects.create(case=case, path=soon.path, at=result + timedelta(hours=2))
        CommuneTold.objects.create(case=case, path=late.path, at=result + timedelta(hours=40))
        an_exposure(case.person, a_person(waiting), by=cdc)
    found = {each.unit: each.delay for each in notice_delays(cdc, NOW.date() - timedelta(days=9))}
    told = {unit: (one.count, one.waiting, one.median_hours) for unit, one in found.items()}
    assert told == {None: (10, 5, 21), soon: (5, 0, 2), late: (5, 0, 40), waiting: (0, 5, None)}


def test_hidden_delays_are_not_all_said_to_be_of_few_and_who_was_told_of_nothing_has_no_bar() -> None:
    cdc, result = a_cdc_officer(), NOW - timedelta(hours=50)
    home, few, many, waiting = (a_commune() for _number in range(4))
    for number in range(6):
        case = a_case(a_person(home), by=cdc, result_at=result)
        for place in (many, few) if number < 3 else (many,):
            CommuneTold.objects.create(case=case, path=place.path, at=result + timedelta(hours=2))
        an_exposure(case.person, a_person(waiting), by=cdc)
    text = page_of(cdc, PICTURES)
    chart = text.rpartition('<figure class="chart bars">')[2].partition("</svg>")[0]
    assert "gạch chéo: ẩn vì dưới 5 ca, hoặc vì suy ra được số dưới 5, độ dài không cho biết số giờ" in chart
    assert [name in chart for name in (few.name, many.name, waiting.name)] == [True, True, False]
    assert chart.count(">ẩn</text>") == 2


def test_nobody_without_case_work_enters() -> None:
    client = signed_in(an_officer(role=Role.OFFICER))
    for address in (PICTURES, CHAIN, "/truy-vet/ngat-mach/", "/truy-vet/ke-hoach-phu/"):
        assert client.get(address).status_code == 403


def test_another_province_sees_nothing_of_it() -> None:
    scene: Outbreak = an_outbreak()
    elsewhere = a_health_officer(a_commune())
    assert not drawing(elsewhere, Asked(), at=NOW).lanes
    assert scene.an.pseudonym not in page_of(elsewhere, CHAIN)
