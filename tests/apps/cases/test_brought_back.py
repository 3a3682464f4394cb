"""Our own files brought in again find the records they name, masked or not, and enter nothing a second time."""

import csv
import io
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_person, an_exposure
from tests.factories.org import a_province, a_unit
from tests.factories.sheets import CONTACTS, a_csv
from vungxanh.apps.cases.actions import entering, exposures, importing, rings
from vungxanh.apps.cases.actions.exporting import export
from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.exchange.writing import Row, columns_of
from vungxanh.apps.cases.models import Case, CaseState, Exposure, Import, Person, RowState, Standing
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.cases.queries.staged import progress_of
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.export import Column, csv_lines, write_xlsx

pytestmark = pytest.mark.django_db


def as_csv(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> bytes:
    return "".join(csv_lines(columns, rows)).encode()


def as_xlsx(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, columns, rows)
    return out.getvalue()


FORMS = pytest.mark.parametrize("form", [as_csv, as_xlsx])
Form = Callable[[Sequence[Column[Row]], Sequence[Row]], bytes]


def written(kind: Kind, template: Template, by: Officer, form: Form = as_csv) -> bytes:
    return form(
        columns_of(template, kind), list(export(kind, template, Wanted(), "đối chiếu danh sách", by=by, at=NOW))
    )


def brought(data: bytes, kind: Kind, by: Officer) -> Import:
    """Staged and, where anything is ready, entered."""
    staged = importing.stage(data, kind=kind, by=by, at=NOW)
    if progress_of(staged).waiting:
        importing.confirm(staged, by=by, at=NOW)
        entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    return staged


def counted() -> tuple[int, ...]:
    return Person.objects.count(), Exposure.objects.count(), Case.objects.count(), Standing.objects.count()


def the_scene(by: Officer) -> dict[str, Person]:
    """Cases with and without name and number, an ended one; contacts named, masked, untimed, of F2; twin communes."""
    here, there = (
        a_unit("Xã Bình An", level=Level.COMMUNE, parent=a_unit(level=Level.DISTRICT, parent=a_province()))
        for _number in range(2)
    )
    ill, unnamed, over = a_person(here, name="Lê Thị Bưởi"), a_person(there, name=" "), a_person(here, name="Hồ Mận")
    case = a_case(ill, by=by, number="BN 416")
    a_case(unnamed, by=by)
    Case.objects.filter(pk=a_case(over, by=by).pk).update(state=CaseState.CLOSED)
    near = a_person(here, name="Trần Văn Cam", birth_year=1988, phone="0905123456")
    bare, untimed, far = a_person(there, name="Vũ Đào"), a_person(here, name="Tô Ổi"), a_person(here, name="Ngô Dừa")
    an_exposure(ill, near, by=by)
    an_exposure(ill, near, by=by, started_at=NOW - timedelta(days=1))
    an_exposure(bare, ill, by=by)
    day = datetime(2020, 8, 15, tzinfo=VIETNAM)
    of_day = exposures.Met(ill, untimed, day, day.replace(hour=23, minute=59), is_timed=False)
    exposures.record(of_day, by=by, at=NOW)
    an_exposure(near, far, by=by)
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    assert Standing.objects.get(person=far).level == 2
    return {"ill": ill, "near": near, "bare": bare, "far": far}


@FORMS
@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("kind", Kind)
def test_our_own_file_brought_in_again_enters_nothing(kind: Kind, template: Template, form: Form) -> None:
    by = a_cdc_officer()
    the_scene(by)
    before = counted()
    staged = brought(written(kind, template, by, form), kind, by)
    assert staged.template == template
    rows = 4 if kind == Kind.CONTACTS else 3
    assert progress_of(staged).rows == {RowState.SAME: rows}, [(row.state, row.problems) for row in staged.rows.all()]
    assert counted() == before


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def as_file(rows: Sequence[dict[str, str]]) -> bytes:
    return a_csv(list(rows[0]), [list(row.values()) for row in rows])


def the_row(template: Template, by: Officer, pseudonym: str) -> dict[str, str]:
    data = written(Kind.CONTACTS, template, by)
    return next(row for row in rows_of(data) if pseudonym in row.values())


@pytest.mark.parametrize("template", Template)
def test_the_year_of_birth_survives_in_every_template(template: Template) -> None:
    by = a_cdc_officer()
    row = the_row(template, by, the_scene(by)["near"].pseudonym)
    row = {name: "" if value.startswith("NG-") else value for name, value in row.items()}
    staged = importing.stage(as_file([row]), kind=Kind.CONTACTS, by=by, at=NOW)
    assert '"birth_year": 1988' in staged.rows.get().content


@pytest.mark.parametrize("template", Template)
def test_a_pseudonym_alone_is_that_person_and_another_day_a_further_meeting(template: Template) -> None:
    by = a_cdc_officer()
    near = the_scene(by)["near"]
    people, met = Person.objects.count(), near.exposures_taken.count()
    row = the_row(template, by, near.pseudonym)
    case = Case.objects.get(number="BN 416").code
    kept = {near.pseudonym, case}
    row = {name: value if value in kept or name == "disease" else "" for name, value in row.items()}
    last = {Template.OWN: "Tiếp xúc đến", Template.GODATA: "Date of last contact", Template.SORMAS: "lastContactDate"}
    file = as_file([row | {last[template]: "13/08/2020"}])
    staged = brought(file, Kind.CONTACTS, by)
    assert progress_of(staged).rows == {RowState.ENTERED: 1}, staged.rows.get().problems
    assert (Person.objects.count(), near.exposures_taken.count()) == (people, met + 1)
    assert progress_of(brought(file, Kind.CONTACTS, by)).rows == {RowState.SAME: 1}
    assert progress_of(brought(written(Kind.CONTACTS, template, by), Kind.CONTACTS, by)).rows == {RowState.SAME: 4}


def told(pseudonym: str, name: str, case: str, day: str) -> bytes:
    return a_csv(("Bí danh", "Họ và tên", "Ca bệnh", "Tiếp xúc từ"), [(pseudonym, name, case, day)])


@pytest.mark.parametrize(
    ("who", "name", "day", "state"),
    [
        ("near", "Lý Khác Hẳn", "13/08/2020", RowState.BAD),  # a row copied and typed over
        ("far", "", "13/08/2020", RowState.BAD),  # F2 have not met the case
        ("ill", "", "13/08/2020", RowState.BAD),
        ("near", "Tran Van Cam", "13/08/2020", RowState.READY),
        ("near", "", "31/02/2020", RowState.BAD),
    ],
)
def test_what_a_row_with_a_pseudonym_tells_besides_is_judged(who: str, name: str, day: str, state: RowState) -> None:
    by = a_cdc_officer()
    person = the_scene(by)[who]
    data = told(person.pseudonym, name, "BN 416", day)
    assert importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW).rows.get().state == state


def test_a_pseudonym_of_nobody_here_is_told_and_of_another_program_is_no_pseudonym() -> None:
    by = a_cdc_officer()
    the_scene(by)
    row = importing.stage(told("NG-222222", "", "BN 416", "13/08/2020"), kind=Kind.CONTACTS, by=by, at=NOW).rows.get()
    assert (row.state, [each["column"] for each in row.problems]) == (RowState.BAD, ["Bí danh"])
    for other in ("NG-222222", "CONTACT-7"):
        data = told(other, "Phan Văn Mới", "BN 416", "13/08/2020")
        assert importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW).rows.get().state != RowState.SAME


def test_a_withdrawn_meeting_does_not_come_back_with_an_old_file() -> None:
    by = a_cdc_officer()
    near = the_scene(by)["near"]
    data = written(Kind.CONTACTS, Template.GODATA, by)
    exposures.withdraw(list(near.exposures_taken.all()), "nhầm người", by=by, at=NOW)
    staged = brought(data, Kind.CONTACTS, by)
    assert RowState.ENTERED not in progress_of(staged).rows
    assert not near.exposures_taken.filter(withdrawn_at=None).exists()
    assert progress_of(staged).rows[RowState.MAYBE] == 1  # the F2 of before, whose row names a case they never met


def test_a_row_that_only_names_a_record_makes_no_new_person() -> None:
    by = a_cdc_officer()
    near, people = the_scene(by)["near"], Person.objects.count()
    data = told(near.pseudonym, "", "BN 416", "13/08/2020")
    staged = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
    assert importing.decide(staged, list(staged.rows.all()), "new", by=by, at=NOW) == 0
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert Person.objects.count() == people


@pytest.mark.parametrize(
    ("name", "day", "state"),
    [
        ("vu dao", "15/08/2020", RowState.MAYBE),
        ("Vũ Đào", "14/08/2020", RowState.READY),
        ("Vũ Đạt", "15/08/2020", RowState.READY),
    ],
)
def test_the_same_name_commune_case_and_day_is_asked_about(name: str, day: str, state: RowState) -> None:
    by = a_cdc_officer()
    bare = the_scene(by)["bare"]
    assert bare.commune
    header = (*CONTACTS, "Mã xã")
    data = a_csv(header, [(name, "", "", "BN 416", day, day, bare.commune.code)])
    row = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW).rows.get()
    assert (row.state, row.person) == (state, bare if state is RowState.MAYBE else None)


def test_a_positive_told_by_pseudonym_becomes_a_case_of_that_person() -> None:
    by = a_cdc_officer()
    near = the_scene(by)["near"]
    data = a_csv(("Bí danh", "Họ và tên", "Ngày xét nghiệm"), [(near.pseudonym, "", f"{TODAY:%d/%m/%Y}")])
    assert progress_of(brought(data, Kind.CASES, by)).rows == {RowState.ENTERED: 1}
    assert Case.objects.filter(person=near).count() == 1
