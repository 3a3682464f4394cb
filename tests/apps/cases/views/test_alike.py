"""The list of pairs names people only as far as they are open, writes it down, and leads to the merge page."""

from datetime import timedelta

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_person
from tests.factories.org import an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions.pairing import compare_anew, compare_older
from vungxanh.apps.cases.actions.searching import ALIKE, VERB
from vungxanh.apps.cases.models import Person
from vungxanh.kit.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
PAGE = "/truy-vet/trung/"


def a_second_record(scene: Outbreak, of: Person, **known: object) -> Person:
    return a_person(scene.here, name=of.full_name, phone=of.phone, **known)


def test_an_empty_list_says_so() -> None:
    scene = an_outbreak()
    assert "Không có hồ sơ nào có thể trùng" in page_of(scene.nurse, PAGE)
    assert "Hồ sơ có thể trùng" not in page_of(scene.nurse, "/truy-vet/")


def test_the_list_says_that_older_records_have_not_been_compared_yet() -> None:
    scene = an_outbreak()
    compare_anew()
    text = page_of(scene.nurse, PAGE)
    assert "Hồ sơ cũ đang được so với nhau" in text
    assert "Không có hồ sơ nào có thể trùng" not in text
    a_second_record(scene, scene.an)
    text = page_of(scene.nurse, PAGE)
    assert scene.an.full_name in text
    assert "danh sách này chưa đủ" in text
    compare_older(1000, at=NOW)
    assert "Hồ sơ cũ" not in page_of(scene.nurse, PAGE)


def test_a_pair_is_masked_until_both_are_open_and_leads_to_the_merge_page() -> None:
    scene = an_outbreak()
    second = a_second_record(scene, scene.an)
    text = page_of(scene.nurse, PAGE)
    assert scene.an.full_name in text
    assert second.pseudonym in text
    assert "cùng họ tên" not in text
    assert "mở danh tính cả hai để biết vì sao" in text
    assert f"/truy-vet/nguoi/{scene.an.pk}/trung/" in text
    assert "Hồ sơ có thể trùng" in page_of(scene.nurse, "/truy-vet/")


def test_whom_a_page_names_has_it_in_their_history() -> None:
    scene = an_outbreak()
    second = a_second_record(scene, scene.an)
    assert not Entry.objects.filter(verb=VERB).exists()
    page_of(scene.nurse, PAGE)
    on = set(Entry.objects.filter(verb=VERB).values_list("object_id", flat=True))
    assert on == {str(scene.an.pk), str(second.pk)}


@pytest.mark.parametrize("how", ["page", "api"])
def test_the_duplicates_of_one_record_are_written_down_too(how: str) -> None:
    scene = an_outbreak()
    third = a_person(scene.here, name=scene.an.full_name, birth_year=scene.an.birth_year)
    if how == "page":
        page_of(scene.nurse, f"/truy-vet/nguoi/{scene.an.pk}/trung/")
    else:
        assert len(Program(scene.nurse).get(f"cases/people/{scene.an.pk}/duplicates").json()) == 1
    assert [entry.object_id for entry in Entry.objects.filter(verb=ALIKE)] == [str(third.pk)]


def test_the_api_gives_the_same_pairs_page_by_page() -> None:
    scene = an_outbreak()
    pairs = [sorted((one.pk, a_second_record(scene, one).pk)) for one in (scene.mai, scene.an)]
    program = Program(a_cdc_officer())
    first = program.get("cases/duplicates?size=1").json()
    rest = program.get(f"cases/duplicates?size=1&cursor={first['next']}").json()
    got = [[each["one"]["id"], each["other"]["id"]] for page in (first, rest) for each in page["items"]]
    assert got == pairs[::-1]
    assert rest["next"] == ""
    assert first["is_complete"] is True
    compare_anew()
    assert program.get("cases/duplicates").json()["is_complete"] is False
    assert all(each["score"] is None and each["reasons"] == [] for each in first["items"])


def test_who_may_not_say_whether_they_are_one_is_not_shown_them() -> None:
    scene = an_outbreak()
    a_second_record(scene, scene.an)
    leader = an_officer(role=Role.LEADER, unit=scene.here)
    assert signed_in(leader).get(PAGE).status_code == 403
    assert Program(leader).get("cases/duplicates").status_code == 403


def test_the_page_says_which_days_hold_when_both_records_are_ill() -> None:
    scene = an_outbreak()
    second = a_second_record(scene, scene.mai)
    early = scene.case.onset_on - timedelta(days=5)
    other = a_case(second, by=scene.cdc, onset_on=early)
    text = page_of(scene.cdc, f"/truy-vet/nguoi/{scene.mai.pk}/trung/")
    assert f"{other.code} khởi phát {early:%d/%m/%Y}" in text
    assert f"Gộp vào đây thì còn ca {scene.case.code} với ngày sớm nhất: khởi phát {early:%d/%m/%Y}" in text


def test_the_merge_page_says_whose_name_and_numbers_will_stand() -> None:
    scene = an_outbreak()
    second = a_person(scene.here, name="Trần Văn Ân", phone="0905000002", citizen_id="049080000001", birth_year=1980)
    a_case(second, by=scene.cdc)
    page = f"/truy-vet/nguoi/{scene.an.pk}/trung/"
    text = page_of(scene.cdc, page)
    assert "tên gần giống, khác dấu" in text
    assert "Họ và tên: <strong>Trần Văn An</strong> <span" in text
    assert "(hồ sơ kia: Trần Văn Ân)" in text
    assert "Số căn cước hoặc chứng minh: <strong>–</strong>" in text
    assert "(hồ sơ kia: 049080000001)" in text
    assert "Số điện thoại: <strong>0905000002</strong></li>" in text
    assert "Gộp vào đây thì hồ sơ ghi" not in page_of(scene.nurse, page)


def test_whose_name_will_stand_is_not_told_of_who_is_masked() -> None:
    scene = an_outbreak()
    second = a_person(scene.here, name="Đỗ Chi", phone="0905000004", address="Tổ kín")
    a_case(second, by=scene.cdc)
    of_chi, of_second = (page_of(scene.cdc, f"/truy-vet/nguoi/{one.pk}/trung/") for one in (scene.chi, second))
    assert "Gộp vào đây thì hồ sơ ghi" in of_chi
    assert f"là của hồ sơ {scene.chi.pseudonym}, đang che" in of_chi
    assert "Tổ kín" not in of_chi
    assert "Nơi ở: <strong>Tổ kín</strong>" in of_second
    assert "Thông tin của hồ sơ kia còn che" in of_second
