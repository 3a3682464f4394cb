"""Case work over HTTP: masked, within reach, on the version that was read."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from tests.factories.accounts import a_user
from tests.factories.api import Program
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import a_province, an_officer
from tests.factories.sheets import CONTACTS, a_csv, contacts_of
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import entering
from vungxanh.apps.cases.models import Exposure, Order, Person, Standing
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    """The API asks the clock."""
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def test_a_person_is_entered_read_and_corrected_on_the_version_that_was_read() -> None:
    program = Program(a_cdc_officer())
    made = program.send("cases/people", full_name="Lê Thị Bưởi", phone="0905123456", birth_year=1988).json()
    path = f"cases/people/{made['id']}"
    tag = program.tag(path)
    body: dict[str, Any] = {"full_name": "Lê Thị Bưởi", "phone": "0905999888", "birth_year": 1988}
    assert program.send(path, method="put", **body).status_code == 428
    assert program.send(f"{path}/opening", purpose="sửa số điện thoại").json()["phone"] == "0905123456"
    assert program.send(path, method="put", tag=tag, **body).json()["phone"] == "0905999888"
    assert program.send(path, method="put", tag=tag, **body).status_code == 412


def test_a_case_its_contact_and_the_chain_between_them() -> None:
    by = a_cdc_officer()
    program = Program(by)
    ill, near = a_case(by=by).person, a_person(name="Trần Văn Cam")
    met = {
        "source": ill.pk,
        "target": near.pk,
        "started_at": "2020-08-15T08:00:00+07:00",
        "ended_at": "2020-08-15T09:00:00+07:00",
    }
    for _twice in range(2):
        assert program.send("cases/exposures", exposures=[met]).status_code == 200
    assert Exposure.objects.count() == 1
    listed = program.get("cases/people", level=1).json()["items"]
    assert [(row["person"]["name"], row["level"]) for row in listed] == [("Trần Văn Cam", 1)]
    chain = program.get(f"cases/people/{near.pk}/chain").json()
    assert [link["level"] for link in chain] == [0, 1]


def test_a_ring_is_previewed_then_opened_as_it_was_seen() -> None:
    by = a_cdc_officer()
    program = Program(by)
    case, near, far = a_case(by=by), a_person(), a_person(name="Phạm Thị Dừa")
    an_exposure(case.person, near, by=by)
    an_exposure(near, far, by=by)
    path = f"cases/cases/{case.code}/rings/2"
    preview = program.get(path).json()
    assert preview["people"] == 1
    assert [(row["commune"]["code"], row["count"]) for row in preview["by_commune"]] == [(far.commune.code, 1)]
    assert program.send(path, people_seen=0).status_code == 409
    assert program.send(path, people_seen=1).status_code == 200
    shown = program.get(f"cases/people/{far.pk}").json()
    assert (shown["is_open"], shown["name"], shown["standing"]["level"]) == (False, "", 2)
    opened = program.send(f"cases/people/{far.pk}/opening", purpose="gọi điện theo dõi").json()
    assert opened["name"] == "Phạm Thị Dừa"


def test_another_place_finds_nothing() -> None:
    case = a_case(by=a_cdc_officer())
    elsewhere = Program(a_health_officer(a_commune()))
    for path in (f"cases/cases/{case.code}", f"cases/people/{case.person_id}", f"cases/people/{case.person_id}/chain"):
        assert elsewhere.get(path).status_code == 404
    assert elsewhere.get("cases/cases").json()["items"] == []


def test_who_has_no_part_in_case_work_is_refused() -> None:
    program = Program(an_officer(role=Role.CLERK))
    for path in ("cases/figures", "cases/imports"):
        assert program.get(path).status_code in (403, 404)
    assert program.send("cases/exports", kind="cases", purpose="tò mò quá").status_code in (403, 404)


def test_a_file_is_staged_looked_at_and_confirmed() -> None:
    by = a_cdc_officer()
    program, case = Program(by), a_case(by=by)
    rows = contacts_of(case.code, 3)
    rows[1] = (*rows[1][:2], "x", *rows[1][3:])
    file = SimpleUploadedFile("f1.csv", a_csv(CONTACTS, rows), content_type="text/csv")
    staged = program.hand_in("cases/imports", kind="contacts", file=file).json()
    assert staged["rows"] == {"ready": 2, "bad": 1}
    bad = program.get(f"cases/imports/{staged['id']}/rows", state="bad").json()["items"]
    assert [(row["number"], row["problems"][0]["column"]) for row in bad] == [(3, "Số điện thoại")]
    assert program.send(f"cases/imports/{staged['id']}/confirm").json()["state"] == "entering"
    assert Program(a_cdc_officer()).get(f"cases/imports/{staged['id']}").status_code == 404


def test_a_list_with_one_bad_row_enters_once_however_often_it_is_sent() -> None:
    by = a_cdc_officer()
    program, rows = Program(by), contacts_of(a_case(by=by).code, 40)
    rows[21] = (*rows[21][:2], "x", *rows[21][3:])
    data = a_csv(CONTACTS, rows)
    for again in range(2):
        file = SimpleUploadedFile("f1.csv", data, content_type="text/csv")
        staged = program.hand_in("cases/imports", kind="contacts", file=file).json()
        assert staged["rows"] == {"same" if again else "ready": 39, "bad": 1}
        bad = program.get(f"cases/imports/{staged['id']}/rows", state="bad").json()["items"]
        assert [row["number"] for row in bad] == [23]
        sent = [program.send(f"cases/imports/{staged['id']}/confirm").status_code for _twice in range(2)]
        assert sent == ([409, 409] if again else [200, 409])
        entering.enter(staged["id"], at=NOW, entropy=secrets.token_bytes)
    assert Exposure.objects.count() == Standing.objects.filter(level=1).count() == 39


def test_a_pasted_table_goes_the_same_way() -> None:
    by = a_cdc_officer()
    program, case = Program(by), a_case(by=by)
    table = "\n".join("\t".join(row) for row in (CONTACTS, *contacts_of(case.code, 2)))
    assert program.send("cases/imports/pasted", kind="contacts", table=table).json()["rows"] == {"ready": 2}


def test_duplicates_are_merged_and_parted_again() -> None:
    by = a_cdc_officer()
    program = Program(by)
    one, other = (a_person(name="Võ Văn Tám", birth_year=1970) for _number in range(2))
    case = a_case(by=by)
    an_exposure(case.person, other, by=by)
    path = f"cases/people/{one.pk}"
    found = program.get(f"{path}/duplicates").json()
    assert [each["person"]["id"] for each in found] == [other.pk]
    body = {"absorbed": other.pk, "version": found[0]["person"]["version"]}
    merged = program.send(f"{path}/merge", tag=program.tag(path), **body).json()
    assert Standing.objects.get(level=1).person == one
    assert program.get(f"cases/people/{other.pk}").json()["id"] == one.pk
    assert program.send(f"cases/merges/{merged['id']}/undo").status_code == 200
    assert Standing.objects.get(level=1).person == other
    assert not Person.objects.exclude(merged_into=None).exists()
    program.send(f"{path}/not-same", other=other.pk)
    assert program.get(f"{path}/duplicates").json() == []


def test_figures_hide_what_is_fewer_than_five_from_who_reads_no_identities() -> None:
    by = a_cdc_officer()
    case = a_case(by=by)
    an_exposure(case.person, a_person(), by=by)
    shown = Program(by).get("cases/figures").json()
    assert shown["by_level"] == {"0": 1, "1": 1}
    assert {row["count"] for row in shown["by_commune"]} == {1}
    told = Program(an_officer(role=Role.LEADER, unit=a_province(), user=a_user())).get("cases/figures").json()
    assert (told["active_cases"], told["following"], told["by_level"]) == (None, None, {"0": None, "1": None})
    assert {row["count"] for row in told["by_commune"]} == {None}


def test_an_export_is_a_file_with_a_purpose() -> None:
    by = a_cdc_officer()
    a_case(by=by)
    program = Program(by)
    assert program.send("cases/exports", kind="cases", purpose="").status_code == 422
    answer = program.send("cases/exports", kind="cases", template="sormas", purpose="gửi tỉnh bạn")
    assert b"caseClassification" in b"".join(answer.streaming_content)


def test_checks_samples_and_orders_of_a_contact() -> None:
    by = a_cdc_officer()
    program = Program(by)
    case, near = a_case(by=by), a_person()
    an_exposure(case.person, near, by=by)
    due = program.get("cases/checks").json()["items"]
    path, tag = f"cases/checks/{due[0]['id']}", f'"{due[0]["id"]}-{due[0]["version"]}"'
    assert program.send(path, outcome="well").status_code == 428
    done = program.send(path, tag=tag, outcome="well", temperature="36.6").json()
    assert done["outcome"] == "well"
    sample = program.send(f"cases/people/{near.pk}/samples", taken_on="2020-08-17").json()
    told = program.send(f"cases/samples/{sample['id']}/result", result="positive").json()
    assert told["case"]
    third = a_person()
    an_exposure(case.person, third, by=by)
    plan = program.get(f"cases/people/{third.pk}").json()["plan"]["id"]
    drafted = program.send("cases/orders", plans=[plan]).json()
    keys = [row["id"] for row in drafted]
    numbered: dict[str, Any] = {"orders": keys, "first_number": 123, "suffix": "QĐ-UBND"}
    assert program.send("cases/orders/issue", **numbered).json()["errors"][0]["field"] == "facility"
    for beyond in ({"first_number": 1_000_000}, {"suffix": "Q" * 21}):
        assert program.send("cases/orders/issue", **numbered | beyond, facility="Khu A").status_code == 422
    Order.objects.update(until_on=F("until_on") - timedelta(days=1))
    assert program.send("cases/orders/issue", **numbered, facility="Khu A").status_code == 409
    fresh = program.send("cases/orders/refresh", orders=keys).json()
    assert [row["until_on"] for row in fresh] == [row["until_on"] for row in drafted]
    issued = program.send("cases/orders/issue", **numbered, facility="Khu A").json()
    assert [(row["number"], row["facility"]) for row in issued] == [("123/QĐ-UBND", "Khu A")]
    assert program.send("cases/orders/deliver", orders=keys).json()[0]["state"] == "delivered"
    assert [row["id"] for row in program.get("cases/orders", state="delivered").json()["items"]] == keys


def test_dates_are_decided_otherwise_and_back() -> None:
    by = a_cdc_officer()
    program = Program(by)
    case, near = a_case(by=by), a_person()
    an_exposure(case.person, near, by=by)
    path = f"cases/people/{near.pk}/decision"
    assert program.send(path, why="", level=3).status_code == 422
    assert program.send(path, why="làm việc ở khoa khác", level=3).json()["level"] == 3
    assert program.send(path, method="delete").json()["standing"]["level"] == 1


@pytest.mark.parametrize(
    "more", [{"place": "home"}, {"quarantine_until": "2020-08-25"}, {"place": "home", "monitoring_until": "2020-08-25"}]
)
def test_a_decision_of_several_things_is_refused_whole(more: dict[str, str]) -> None:
    by = a_cdc_officer()
    case, near = a_case(by=by), a_person()
    an_exposure(case.person, near, by=by)
    refused = Program(by).send(f"cases/people/{near.pk}/decision", why="làm ở khoa khác", level=3, **more)
    assert refused.status_code == 422
    assert "level" in {each["field"] for each in refused.json()["errors"]}
    assert Standing.objects.get(person=near).level == 1
    assert not near.decisions.exists()


def test_orders_of_another_place_are_not_there() -> None:
    by = a_cdc_officer()
    case, near = a_case(by=by), a_person()
    an_exposure(case.person, near, by=by)
    plan = near.plan.pk
    drafted = Program(by).send("cases/orders", plans=[plan]).json()[0]["id"]
    commune = a_commune()
    other = Program(an_officer(role=Role.LEADER, unit=commune, user=a_user()))
    nurse = Program(a_health_officer(commune))
    assert other.send("cases/orders", plans=[plan]).status_code == 404
    assert other.send("cases/orders/issue", orders=[drafted], first_number=1, suffix="QĐ").status_code == 404
    assert other.send("cases/orders/revoke", orders=[drafted], why="nhầm").status_code == 404
    assert nurse.send("cases/orders/deliver", orders=[drafted]).status_code == 404
    mixed = Program(by).send("cases/orders/issue", orders=[drafted, drafted + 100], first_number=1, suffix="QĐ")
    assert mixed.status_code == 404
    assert Program(by).get("cases/orders").json()["items"][0]["state"] == "draft"
    numbered: dict[str, Any] = {"first_number": 1, "suffix": "QĐ", "facility": "Khu A"}
    twice = Program(by).send("cases/orders/issue", orders=[drafted, drafted], **numbered)
    assert [row["number"] for row in twice.json()] == ["1/QĐ"]
