"""Who is masked is masked on every road: the case form, a correction by a program, and what a form is filled with."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program
from tests.factories.cases import NOW
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, people
from vungxanh.apps.cases.actions.identity import open_identity
from vungxanh.apps.cases.actions.investigating import answers_of, write
from vungxanh.apps.cases.models import Classification, Investigation, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
OPENED = "gọi lại để hỏi"


def an_excluded_case() -> Outbreak:
    """Mai's case, whose form was filled in and who turned out not to be ill."""
    scene = an_outbreak()
    told = {"patient_name": "Lê Thị Mai", "home_phone": "0905000001", "travel": "đi chợ Cẩm Hà"}
    write(scene.case, told, complete=True, version=1, by=scene.nurse, at=NOW - timedelta(hours=2))
    scene.case.refresh_from_db()
    no = replace(cases.known_of(scene.case), classification=Classification.NOT_A_CASE)
    cases.change(
        scene.case,
        no,
        version=scene.case.version,
        why="sửa theo phiếu điều tra",
        by=scene.cdc,
        at=NOW - timedelta(hours=1),
    )
    return scene


def test_the_form_of_an_excluded_case_is_masked_like_their_record() -> None:
    scene = an_excluded_case()
    client, page = signed_in(scene.nurse), f"/truy-vet/ca-benh/{scene.case.code}/phieu-dieu-tra/"
    answers = [client.get(page), client.post(page, {"version": "2", "patient_name": "Ai Đó"})]
    for answer in answers:
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Danh tính còn che" in text
        assert not any(told in text for told in ("Lê Thị Mai", "0905000001", "Cẩm Hà"))
    assert answers_of(Investigation.objects.get(case=scene.case))["patient_name"] == "Lê Thị Mai"
    open_identity(scene.mai, OPENED, by=scene.nurse, at=NOW)
    text = client.get(page).content.decode()
    assert "0905000001" in text
    assert "đi chợ Cẩm Hà" in text


def test_a_program_overwrites_nobody_it_cannot_read() -> None:
    scene = an_outbreak()
    program, path = Program(scene.nurse), f"cases/people/{scene.chi.pk}"
    assert program.get(path).json()["is_open"] is False
    refused = program.send(path, method="put", tag=program.tag(path), full_name="Ai Đó")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/masked")
    held = Person.objects.get(pk=scene.chi.pk)
    assert (held.full_name, held.phone) == ("Đỗ Chi", "0905000004")
    assert program.send(f"{path}/opening", purpose=OPENED).status_code == 200
    told = program.send(path, method="put", tag=program.tag(path), full_name="Đỗ Thị Chi", phone="0905000004")
    assert (told.status_code, told.json()["name"]) == (200, "Đỗ Thị Chi")


def test_what_a_program_cannot_tell_of_a_person_stays() -> None:
    scene = an_outbreak()
    known = replace(people.known_of(scene.an), facts={"occupation": "giáo viên"})
    people.change(scene.an, known, scene.here, version=scene.an.version, by=scene.nurse, at=NOW)
    program, path = Program(scene.nurse), f"cases/people/{scene.an.pk}"
    sent: dict[str, Any] = {"full_name": "Trần Văn An", "phone": "0905000009", "commune": scene.here.code}
    assert program.send(path, method="put", tag=program.tag(path), **sent).status_code == 200
    kept = people.known_of(Person.objects.get(pk=scene.an.pk))
    assert (kept.phone, kept.facts) == ("0905000009", {"occupation": "giáo viên"})


def test_the_form_of_a_correction_asks_for_the_opening_first() -> None:
    scene = an_outbreak()
    answer = signed_in(scene.nurse).get(f"/truy-vet/nguoi/{scene.chi.pk}/viec/sua/")
    assert answer.status_code == 409
    assert "Mở danh tính trước khi sửa thông tin." in answer.content.decode()
    assert "Dữ liệu đã thay đổi" not in answer.content.decode()


@pytest.mark.parametrize("page", ["vong/2/", "theo-dien-thoai/"])
def test_a_suspected_case_says_what_cannot_be_and_not_that_something_changed(page: str) -> None:
    scene = an_outbreak()
    doubted = replace(cases.known_of(scene.case), classification=Classification.SUSPECTED)
    cases.change(scene.case, doubted, version=scene.case.version, why="sửa theo phiếu điều tra", by=scene.cdc, at=NOW)
    answer = signed_in(scene.cdc).get(f"/truy-vet/ca-benh/{scene.case.code}/{page}")
    assert answer.status_code == 409
    assert "Dữ liệu đã thay đổi" not in answer.content.decode()
