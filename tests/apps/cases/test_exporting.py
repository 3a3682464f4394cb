"""Files leave masked, for a purpose, and come back in through the same templates."""

import csv
import io
import secrets
from typing import Any

import pytest

from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import entering, importing, rings
from vungxanh.apps.cases.actions.exporting import export
from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.exchange.writing import columns_of
from vungxanh.apps.cases.models import Case, Person, Sex, Standing
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.export import csv_lines
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db
PURPOSE = "gửi CDC tỉnh bạn"


def written(kind: Kind, template: Template, by: Officer) -> bytes:
    rows = export(kind, template, Wanted(), PURPOSE, by=by, at=NOW)
    return "".join(csv_lines(columns_of(template, kind), rows)).encode()


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def a_chain(by: Officer, **known: Any) -> tuple[Person, Person, Person]:
    """A case, its contact and whom that one met, the second ring open."""
    ill = a_person(name="Lê Thị Bưởi", phone="0905123456", birth_year=1988)
    near, far = a_person(name="Trần Văn Cam"), a_person(name="Phạm Thị Dừa", phone="0905123457")
    case = a_case(ill, by=by, number="BN 416")
    an_exposure(ill, near, by=by)
    an_exposure(near, far, by=by)
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    return ill, near, far


@pytest.mark.parametrize("template", Template)
def test_f2_leave_as_pseudonyms_and_f1_by_name(template: Template) -> None:
    by = a_cdc_officer()
    _ill, near, far = a_chain(by)
    data = written(Kind.CONTACTS, template, by)
    assert "Cam" in data.decode()
    assert far.pseudonym in data.decode()
    assert "Dừa" not in data.decode()
    assert "0905123457" not in data.decode()
    assert near.pseudonym in data.decode()


@pytest.mark.parametrize("template", Template)
def test_a_file_tells_no_more_of_a_pseudonym_than_the_api(template: Template) -> None:
    by = a_cdc_officer()
    _ill, near, far = a_chain(by)
    Person.objects.filter(pk__in=[near.pk, far.pk]).update(sex=Sex.FEMALE)
    rows = {row["pseudonym"]: row["sex"] for row in export(Kind.CONTACTS, template, Wanted(), PURPOSE, by=by, at=NOW)}
    assert rows == {near.pseudonym: Sex.FEMALE, far.pseudonym: Sex.UNKNOWN}


def test_another_place_leaves_nothing_out() -> None:
    a_chain(a_cdc_officer())
    assert read(written(Kind.CONTACTS, Template.OWN, a_health_officer(a_commune()))) == []


def test_an_export_needs_a_purpose_which_the_audit_log_keeps() -> None:
    by = a_cdc_officer()
    with pytest.raises(Invalid):
        export(Kind.CASES, Template.OWN, Wanted(), " ", by=by, at=NOW)
    assert not Entry.objects.filter(verb="cases.export").exists()
    written(Kind.CASES, Template.OWN, by)
    assert PURPOSE in Entry.objects.get(verb="cases.export").data


def test_a_sormas_line_list_becomes_cases() -> None:
    by = a_cdc_officer()
    a_case(by=by)
    header = "disease;externalID;person.firstName;person.lastName;person.sex;person.birthdateDD;person.birthdateMM;"
    header += "person.birthdateYYYY;person.phone;caseClassification;reportDate;symptoms.onsetDate"
    classes = ";".join(["CaseData", "CaseData", *["Person"] * 7, "CaseData", "CaseData", "Symptoms"])
    row = "Coronavirus;BN 700;An;Nguyễn Văn;MALE;1;5;1980;+84905000111;CONFIRMED;13.08.2020;11.08.2020"
    data = f"{classes}\n{header}\n{row}".encode()
    staged = importing.stage(data, kind=Kind.CASES, by=by, at=NOW)
    assert staged.template == Template.SORMAS
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    case = Case.objects.get(number="BN 700")
    assert (case.person.full_name, case.person.birth_year, str(case.onset_on)) == ("Nguyễn Văn An", 1980, "2020-08-11")


def test_a_godata_contact_list_becomes_contacts() -> None:
    by = a_cdc_officer()
    case = a_case(by=by, number="CASE-1")
    header = '"First Name","Last Name",Gender,"Phone Number","Date of last contact","Source Visual ID","Risk Level"'
    data = f'{header}\n"Bình","Trần Văn",Male,0905000222,2020-08-15,CASE-1,High\n'.encode()
    staged = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
    assert staged.template == Template.GODATA
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    standing = Standing.objects.select_related("person").get(level=1, case=case)
    assert standing.person.full_name == "Trần Văn Bình"
