"""Opening a case by the form: who is known already is asked about, and a national number belongs to one case."""

from datetime import date

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program
from tests.factories.cases import a_health_officer, a_person
from tests.factories.web import signed_in
from vungxanh.apps.cases.models import Case, Person
from vungxanh.kit.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def send(client: Client, scene: Outbreak, **given: str) -> tuple[int, str]:
    data = {
        "full_name": "Trần Văn An",
        "phone": "0905 000 002",
        "birth_year": "1980",
        "place": str(scene.here.pk),
        "classification": "confirmed",
        "onset_on": "14/08/2020",
    }
    answer = client.post("/truy-vet/ca-benh/mo/", data | given)
    return answer.status_code, answer.content.decode()


def test_who_may_be_known_is_asked_about_before_a_case_is_opened() -> None:
    scene = an_outbreak()
    client, before = signed_in(scene.cdc), Person.objects.count()
    status, text = send(client, scene)
    assert status == 422
    assert "Cùng người: Trần Văn An" in text
    assert "cùng số điện thoại, cùng họ tên, cùng năm sinh" in text
    assert (Person.objects.count(), Case.objects.count()) == (before, 1)
    entry = Entry.objects.get(verb="cases.identity.search")
    assert (entry.actor_key, entry.object_id) == (scene.cdc.actor_key, str(scene.an.pk))


@pytest.mark.parametrize("name", ["", "Hồ Văn Khác"])
def test_the_same_number_alone_is_asked_about(name: str) -> None:
    scene = an_outbreak()
    client, before = signed_in(scene.cdc), Person.objects.count()
    status, text = send(client, scene, full_name=name, birth_year="")
    assert status == 422
    assert "Cùng người: Trần Văn An" in text
    assert (Person.objects.count(), Case.objects.count()) == (before, 1)
    assert Entry.objects.get(verb="cases.identity.search").object_id == str(scene.an.pk)
    assert send(client, scene, full_name=name, birth_year="", same=str(scene.an.pk))[0] == 302
    assert Case.objects.get(person=scene.an)
    assert Person.objects.count() == before


def test_a_number_of_many_names_three_the_likest_first() -> None:
    scene = an_outbreak()
    for year in range(1950, 1980):
        a_person(scene.here, name=f"Khách {year}", phone="0905000002", birth_year=year)
    status, text = send(signed_in(scene.cdc), scene)
    assert status == 422
    assert text.count("Cùng người: ") == 3
    assert text.index("Cùng người: Trần Văn An") < text.index("Cùng người: NG-")


def test_the_same_person_keeps_the_record_and_its_gaps_are_filled() -> None:
    scene = an_outbreak()
    client, before = signed_in(scene.cdc), Person.objects.count()
    assert send(client, scene, same=str(scene.an.pk), citizen_id="049080000001", phone="0905000999")[0] == 302
    scene.an.refresh_from_db()
    assert (scene.an.citizen_id, scene.an.phone) == ("049080000001", "0905000002")
    assert Case.objects.get(person=scene.an).onset_on
    assert Person.objects.count() == before


def test_somebody_else_is_said_of_the_records_that_were_shown() -> None:
    scene = an_outbreak()
    client, before = signed_in(scene.cdc), Person.objects.count()
    other = a_person(scene.here, name="Trần Văn An", birth_year=1980)
    assert send(client, scene, same="new", asked=str(scene.an.pk))[0] == 422
    asked = ",".join(sorted((str(scene.an.pk), str(other.pk))))
    assert send(client, scene, same="new", asked=asked)[0] == 302
    assert Person.objects.count() == before + 2


def test_a_record_that_was_not_asked_about_is_no_answer() -> None:
    scene = an_outbreak()
    assert send(signed_in(scene.cdc), scene, same=str(scene.chi.pk))[0] == 422
    assert Case.objects.count() == 1


def test_who_is_ill_already_gets_no_second_case() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    mai = {"full_name": "Lê Thị Mai", "phone": "0905000001", "birth_year": ""}
    status, text = send(client, scene, **mai)
    assert status == 422
    assert scene.case.code in text
    status, text = send(client, scene, **mai, same=str(scene.mai.pk))
    assert status == 422
    assert "đang có một ca bệnh chưa kết thúc" in text
    assert Case.objects.count() == 1


@pytest.mark.parametrize("number", ["BN 999", "bn999", "999", "BN-0999"])
def test_a_national_number_belongs_to_one_case(number: str) -> None:
    scene = an_outbreak()
    who = {"full_name": "Cao Xuân", "phone": "", "birth_year": "1960"}
    status, text = send(signed_in(scene.cdc), scene, **who, number=number)
    assert status == 422
    assert 'id="id_number_error"' in text
    assert f"Số này đã ghi cho ca {scene.case.code}." in text
    assert not Person.objects.filter(birth_year=1960).exists()


@pytest.mark.parametrize("number", ["CA20-4K7H2P", "ca20 4k7h2p", "NG-4K7H2P"])
def test_a_code_of_ours_is_no_national_number(number: str) -> None:
    scene = an_outbreak()
    who = {"full_name": "Cao Xuân", "phone": "", "birth_year": "1960"}
    status, text = send(signed_in(scene.cdc), scene, **who, number=number)
    assert status == 422
    assert 'id="id_number_error"' in text
    assert send(signed_in(scene.cdc), scene, **who, number="VN 1234/HN")[0] == 302


@pytest.mark.parametrize("citizen_id", ["CA0490800001", "04908000000A", "0490800000011"])
def test_a_citizen_id_is_nine_or_twelve_digits(citizen_id: str) -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.cdc), scene, full_name="Cao Xuân", phone="", citizen_id=citizen_id)
    assert status == 422
    assert "Số căn cước gồm 9 hoặc 12 chữ số." in text


def test_a_number_of_elsewhere_names_no_case() -> None:
    scene = an_outbreak()
    assert scene.here.parent
    elsewhere = scene.here.parent.parent
    district = a_health_officer(scene.here.parent)
    Case.objects.filter(pk=scene.case.pk).update(path=elsewhere.path)  # type: ignore[union-attr]
    who = {"full_name": "Cao Xuân", "phone": "", "birth_year": "1960"}
    _status, text = send(signed_in(district), scene, **who, number="BN 999")
    assert "ngoài địa bàn của đơn vị" in text
    assert scene.case.code not in text


def test_the_api_refuses_a_number_twice_and_a_correction_keeps_its_own() -> None:
    scene = an_outbreak()
    program = Program(scene.cdc)
    body = {"onset_on": "2020-08-14", "number": "BN0999"}
    answer = program.send("cases/cases", person=scene.binh.pk, **body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "number", "message": f"Số này đã ghi cho ca {scene.case.code}."}]
    made = program.send("cases/cases", person=scene.binh.pk, **body | {"number": "1000"}).json()
    assert made["number"] == "BN 1000"
    path = f"cases/cases/{made['code']}"
    assert program.send(path, method="put", tag=program.tag(path), **body).status_code == 422
    assert program.send(path, method="put", tag=program.tag(path), **body | {"number": "bn 1000"}).status_code == 200


def test_what_is_wrong_about_the_person_and_the_illness_stands_in_one_box() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.cdc), scene, birth_year="abc", onset_on="99/99/2020")
    assert status == 422
    assert text.count("<ui-error-summary") == 1
    assert "Không có ngày này" in text.partition("</ui-error-summary>")[0]
    assert "Năm sinh" in text.partition("</ui-error-summary>")[0]


@pytest.mark.parametrize("told", [{"phone": "0905 000 002"}, {"citizen_id": "049080000001"}])
def test_a_number_alone_looks_somebody_up_before_any_place_is_chosen(told: dict[str, str]) -> None:
    scene = an_outbreak()
    an = a_person(scene.here, name="Người Khác Hẳn", citizen_id="049080000001") if "citizen_id" in told else scene.an
    blank = {"full_name": "", "phone": "", "birth_year": "", "place": "", "onset_on": "", "classification": ""}
    client = signed_in(scene.cdc)
    status, text = send(client, scene, **blank | told | {"look": "1"})
    assert status == 200
    assert f'<a href="/truy-vet/nguoi/{an.pk}/">' in text
    assert "<ui-error-summary" not in text
    assert Entry.objects.get(verb="cases.identity.search").object_id == str(an.pk)
    ill = {"classification": "confirmed", "onset_on": "14/08/2020"}
    assert send(client, scene, **blank | told | ill | {"same": str(an.pk)})[0] == 302
    assert Case.objects.get(person=an).onset_on == date(2020, 8, 14)


def test_looking_keeps_what_was_filled_in_and_says_that_nobody_is_there() -> None:
    scene = an_outbreak()
    client, given = signed_in(scene.cdc), {"phone": "0905777777", "onset_on": "14/08/2020", "look": "1"}
    status, text = send(client, scene, full_name="Cao Xuân", birth_year="", **given)
    assert status == 200
    assert "Không có hồ sơ nào giống" in text
    for held in ("Cao Xuân", "0905777777", "14/08/2020"):
        assert f'value="{held}"' in text
    assert f'<option value="{scene.here.pk}" selected>' in text
    assert "Để tìm, cần số điện thoại" in send(client, scene, phone="", full_name="", birth_year="", look="1")[1]
    assert Case.objects.count() == 1


def test_nobody_of_another_place_is_found_and_a_new_record_needs_its_place() -> None:
    scene = an_outbreak()
    elsewhere = a_person(name="Người Xa", phone="0905888888")
    district = signed_in(a_health_officer(scene.here.parent))  # type: ignore[arg-type]
    _status, text = send(district, scene, full_name="", birth_year="", phone="0905888888", place="", look="1")
    assert elsewhere.pseudonym not in text
    assert "Không có hồ sơ nào giống" in text
    assert send(district, scene, phone="0905888888", place="", same=str(elsewhere.pk))[0] == 422
    assert Case.objects.count() == 1


def said_of(name: str, text: str) -> str:
    """What stands beside one field of the page."""
    return text.partition(f'id="id_{name}_error"')[2].partition("</p>")[0]


def test_all_that_is_wrong_is_said_in_one_round_each_beside_its_field() -> None:
    scene = an_outbreak()
    who = {"full_name": "Cao Xuân", "birth_year": "1800", "phone": "abc", "citizen_id": "12", "place": "0"}
    ill = {"number": "CA20-4K7H2P", "onset_on": "31/02", "result_at": "20/12/2020 8:00", "isolated_at": "hôm qua"}
    status, text = send(signed_in(scene.cdc), scene, **who, **ill)
    assert status == 422
    told = {
        "birth_year": "Năm sinh không đúng.",
        "phone": "Số điện thoại không đúng dạng.",
        "citizen_id": "Số căn cước gồm 9 hoặc 12 chữ số.",
        "place": "Mục đã chọn không có trong danh sách.",
        "number": "không phải số quốc gia",
        "onset_on": "Không có ngày này",
        "result_at": "Lúc có kết quả ở tương lai.",
        "isolated_at": "Không có ngày giờ này.",
    }
    assert {name for name, sentence in told.items() if sentence not in said_of(name, text)} == set()
    assert "Cần ngày khởi phát" not in text  # one was given, and what is wrong with it is said


def test_what_other_cases_and_the_policy_refuse_is_said_in_the_same_round() -> None:
    scene = an_outbreak()
    who = {"full_name": "Cao Xuân", "birth_year": "1800", "phone": ""}
    ill = {"number": "BN 999", "result_at": "hôm qua", "isolated_at": "01/08/2020 8:00"}
    status, text = send(signed_in(scene.cdc), scene, **who, **ill)
    assert status == 422
    assert "Năm sinh không đúng." in said_of("birth_year", text)
    assert f"Số này đã ghi cho ca {scene.case.code}." in said_of("number", text)
    assert "không ai được tính là tiếp xúc" in said_of("isolated_at", text)
    assert "Không có ngày giờ này." in said_of("result_at", text)
    _status, text = send(signed_in(scene.cdc), scene, **who, **ill, isolated_early="on")
    assert not said_of("isolated_at", text)


def test_an_isolation_is_not_weighed_by_a_day_that_could_not_be_read() -> None:
    scene = an_outbreak()
    ill = {"onset_on": "31/02", "isolated_at": "01/08/2020 8:00"}
    _status, text = send(signed_in(scene.cdc), scene, phone="", full_name="Cao Xuân", **ill)
    assert said_of("onset_on", text)
    assert not said_of("isolated_at", text)


def test_who_is_ill_already_is_said_with_all_else_that_is_wrong() -> None:
    scene = an_outbreak()
    mai = {"full_name": "Lê Thị Mai", "phone": "0905000001", "birth_year": "", "same": str(scene.mai.pk)}
    status, text = send(signed_in(scene.cdc), scene, **mai, onset_on="31/02")
    assert status == 422
    assert "đang có một ca bệnh chưa kết thúc" in text
    assert said_of("onset_on", text)


def test_no_day_is_missing_when_the_only_one_could_not_be_read() -> None:
    scene = an_outbreak()
    _status, text = send(signed_in(scene.cdc), scene, onset_on="", tested_on="31/02", phone="", birth_year="1960")
    assert said_of("tested_on", text)
    assert not said_of("onset_on", text)
    _status, text = send(signed_in(scene.cdc), scene, onset_on="", phone="", birth_year="1960", full_name="")
    assert "Cần ngày khởi phát hoặc ngày xét nghiệm." in said_of("onset_on", text)


@pytest.mark.parametrize("typed", ["12/8", "12.8", "12/8/20"])
def test_a_day_without_its_year_is_the_one_that_the_interview_reads(typed: str) -> None:
    scene = an_outbreak()
    who = {"full_name": "Cao Xuân", "phone": "", "birth_year": "1960"}
    assert send(signed_in(scene.cdc), scene, **who, onset_on=typed)[0] == 302
    assert Case.objects.get(person__birth_year=1960).onset_on == date(2020, 8, 12)


def test_a_day_soon_to_come_is_no_day_of_last_year() -> None:
    scene = an_outbreak()
    _status, text = send(signed_in(scene.cdc), scene, phone="", birth_year="1960", onset_on="30/8", result_at="30/8 8h")
    assert "Ngày ở tương lai." in said_of("onset_on", text)
    assert "Lúc có kết quả ở tương lai." in said_of("result_at", text)
