"""Lists are staged, judged row by row, and enter once however often they are brought in."""

import secrets
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, the_policies
from tests.factories.sheets import CASES, CONTACTS, a_csv, a_workbook, contacts_of
from vungxanh.apps.cases.actions import entering, importing
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import Case, Check, Derivation, Exposure, Import, ImportRow, Person, RowState, Standing
from vungxanh.apps.cases.queries.staged import progress_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import Invalid, Malformed, NotAllowed, NotFound
from vungxanh.kit.said import told

pytestmark = pytest.mark.django_db


def bring(data: bytes, by: Officer, *, kind: Kind = Kind.CONTACTS) -> Import:
    """Stage and enter."""
    staged = importing.stage(data, kind=kind, by=by, at=NOW)
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    return staged


def states(staged: Import) -> dict[str, int]:
    return progress_of(staged).rows


def test_one_bad_row_in_five_thousand_is_named_and_the_others_wait() -> None:
    by, case = a_cdc_officer(), None
    case = a_case(by=by)
    rows = contacts_of(case.code, 5000)
    rows[3210] = (*rows[3210][:2], "không rõ", *rows[3210][3:])
    staged = importing.stage(a_csv(CONTACTS, rows), kind=Kind.CONTACTS, by=by, at=NOW)
    assert states(staged) == {RowState.READY: 4999, RowState.BAD: 1}
    bad = staged.rows.get(state=RowState.BAD)
    assert bad.number == 3212
    assert [one["column"] for one in bad.problems] == ["Số điện thoại"]
    assert not Exposure.objects.exists()


def test_contacts_become_people_with_a_level_and_a_case() -> None:
    by = a_cdc_officer()
    case = a_case(by=by)
    staged = bring(a_csv(CONTACTS, contacts_of(case.code, 30)), by)
    assert states(staged) == {RowState.ENTERED: 30}
    assert Standing.objects.filter(level=1, case=case).count() == 30
    assert set(ImportRow.objects.values_list("content", flat=True)) == {""}
    staged.refresh_from_db()
    assert staged.state == "done"


def test_the_same_file_again_enters_nothing() -> None:
    by = a_cdc_officer()
    data = a_csv(CONTACTS, contacts_of(a_case(by=by).code, 12))
    bring(data, by)
    again = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
    assert states(again) == {RowState.SAME: 12}
    assert Exposure.objects.count() == 12


def test_two_stagings_of_one_file_confirmed_both_enter_once() -> None:
    by = a_cdc_officer()
    data = a_csv(CONTACTS, contacts_of(a_case(by=by).code, 12))
    one = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
    other = importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
    for staged in (one, other):
        importing.confirm(staged, by=by, at=NOW)
        entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert states(other) == {RowState.SAME: 12}
    assert Exposure.objects.count() == 12


def test_who_is_killed_half_way_goes_on_and_nothing_is_double(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_cdc_officer()
    case = a_case(by=by)
    people_before = Person.objects.count()
    staged = importing.stage(a_csv(CONTACTS, contacts_of(case.code, 25)), kind=Kind.CONTACTS, by=by, at=NOW)
    importing.confirm(staged, by=by, at=NOW)
    monkeypatch.setattr(entering, "AT_ONCE", 10)
    drawn = 0

    def dying(count: int) -> bytes:
        nonlocal drawn
        drawn += 1
        if drawn == 15:
            raise KeyboardInterrupt
        return secrets.token_bytes(count)

    with pytest.raises(KeyboardInterrupt):
        entering.enter(staged.pk, at=NOW, entropy=dying)
    assert states(staged) == {RowState.ENTERED: 10, RowState.READY: 15}
    assert not Standing.objects.filter(level=1).exists()
    for _again in range(2):
        entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert states(staged) == {RowState.ENTERED: 25}
    assert Person.objects.count() == people_before + 25
    assert Exposure.objects.count() == 25
    assert Standing.objects.filter(level=1).count() == 25


def test_one_person_met_by_two_cases_is_one_person_with_two_exposures() -> None:
    by = a_cdc_officer()
    row, *_rest = contacts_of(a_case(by=by).code, 1)
    other = a_case(by=by)
    bring(a_csv(CONTACTS, [row, (*row[:3], other.code, *row[4:])]), by)
    person = Person.objects.get(standing__level=1)
    assert person.exposures_taken.count() == 2
    assert person.standing.sources == 2


def test_a_row_like_somebody_known_waits_for_the_officer() -> None:
    by = a_cdc_officer()
    case = a_case(by=by)
    known = a_person(name="Trần Văn A", phone="0900000000", birth_year=1950)
    staged = importing.stage(a_csv(CONTACTS, contacts_of(case.code, 3)), kind=Kind.CONTACTS, by=by, at=NOW)
    row = staged.rows.get(state=RowState.MAYBE)
    assert row.person == known
    importing.decide(staged, [row], "same", by=by, at=NOW)
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert known.exposures_taken.count() == 1
    assert Person.objects.filter(standing__level=1).count() == 3


def test_what_is_said_to_be_somebody_new_becomes_a_new_person() -> None:
    by = a_cdc_officer()
    case = a_case(by=by)
    known = a_person(name="Trần Văn A", phone="0900000000", birth_year=1950)
    staged = importing.stage(a_csv(CONTACTS, contacts_of(case.code, 1)), kind=Kind.CONTACTS, by=by, at=NOW)
    importing.decide(staged, list(staged.rows.all()), "new", by=by, at=NOW)
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert not known.exposures_taken.exists()
    assert Person.objects.filter(standing__level=1).count() == 1


def test_nobody_is_a_contact_of_himself() -> None:
    by = a_cdc_officer()
    ill = a_person(name="Lê Thị Bưởi", phone="0905123456", birth_year=1988)
    case = a_case(ill, by=by)
    row = ("Lê Thị Bưởi", "1988", "0905 123 456", case.code, "15/08/2020", "15/08/2020")
    staged = importing.stage(a_csv(CONTACTS, [row]), kind=Kind.CONTACTS, by=by, at=NOW)
    assert states(staged) == {RowState.BAD: 1}


@pytest.mark.parametrize("named", ["code", "number", "bare", "phone", "pseudonym"])
def test_a_contact_finds_its_case_by_code_number_telephone_or_pseudonym(named: str) -> None:
    by = a_cdc_officer()
    case = a_case(a_person(phone="0905123456"), by=by, number="BN 416")
    names = {"code": case.code.lower(), "number": "bn416", "bare": "416", "phone": "+84 905 123 456"}
    word = names.get(named, case.person.pseudonym)
    bring(a_csv(CONTACTS, contacts_of(word, 1)), by)
    assert Standing.objects.filter(level=1, case=case).count() == 1


def test_a_line_list_opens_cases_once() -> None:
    by = a_cdc_officer()
    rows = [
        ("Phạm Thị Mai", "1990", "nữ", "0905111222", "BN 500", "10/08/2020", "12/08/2020"),
        ("Đỗ Văn Nam", "1985", "nam", "0905111333", "BN 501", "", "13/08/2020"),
    ]
    data = a_csv(CASES, rows, mark=";", encoding="utf-8-sig")
    a_case(by=by)
    before = Case.objects.count()
    bring(data, by, kind=Kind.CASES)
    assert Case.objects.count() == before + 2
    assert Standing.objects.filter(level=0, case__number="BN 500").exists()
    renamed = a_csv(CASES, [(f"{row[0]} ", *row[1:]) for row in rows])
    again = importing.stage(renamed, kind=Kind.CASES, by=by, at=NOW)
    assert states(again) == {RowState.SAME: 2}


def test_a_workbook_with_excel_dates_reads_as_the_csv_does() -> None:
    day = datetime.fromisoformat("2020-08-15")  # a spreadsheet knows no zone

    by = a_cdc_officer()
    case = a_case(by=by)
    rows = [("Trần Văn Ba", 1975, 905123456.0, case.code, day, day.replace(hour=17, minute=30))]
    bring(a_workbook(CONTACTS, rows), by)
    exposure = Exposure.objects.get()
    assert exposure.ended_at.isoformat() == "2020-08-15T10:30:00+00:00"
    assert Person.objects.get(standing__level=1).phone == "0905123456"


def test_a_file_that_is_no_table_stages_nothing() -> None:
    by = a_cdc_officer()
    for data in (
        b"%PDF-1.4",
        b"PK\x03\x04broken",
        "Họ tên\n".encode(),
        "Họ tên,Tuổi\nA,3\n".encode(),
        b"\x00\x01,\xff",
    ):
        with pytest.raises((Malformed, Invalid)):
            importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)
    assert not Import.objects.exists()


def test_a_commune_brings_contacts_in_and_no_cases() -> None:
    case = a_case(by=a_cdc_officer())
    by = a_health_officer(a_commune())
    bring(a_csv(CONTACTS, contacts_of(case.code, 2)), by)
    assert set(Person.objects.filter(standing__level=1).values_list("path", flat=True)) == {by.unit.path}
    with pytest.raises((NotAllowed, NotFound)):
        importing.stage(b"", kind=Kind.CASES, by=by, at=NOW)


def test_a_row_of_another_place_is_bad() -> None:
    by, elsewhere = a_health_officer(a_commune()), a_commune()
    case = a_case(by=a_cdc_officer())
    row = (*contacts_of(case.code, 1)[0], elsewhere.code)
    staged = importing.stage(a_csv((*CONTACTS, "Xã"), [row]), kind=Kind.CONTACTS, by=by, at=NOW)
    assert [one["column"] for one in staged.rows.get().problems] == ["Xã"]


def test_many_contacts_ask_the_database_no_more_often_than_few() -> None:
    by = a_cdc_officer()
    case, asked, brought = a_case(by=by), [], 0
    for count in (5, 200):
        data = a_csv(CONTACTS, contacts_of(case.code, count, first=brought))
        brought += count
        with CaptureQueriesContext(connection) as queries:
            bring(data, by)
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 2  # the second file finds somebody there already
    assert Check.objects.filter(plan__person__standing__level=1).count() >= brought


def test_killed_in_the_derivation_the_import_goes_on_there_and_derives_once() -> None:
    by = a_cdc_officer()
    case = a_case(by=by)
    staged = importing.stage(a_csv(CONTACTS, contacts_of(case.code, 25)), kind=Kind.CONTACTS, by=by, at=NOW)
    importing.confirm(staged, by=by, at=NOW)
    runs = Derivation.objects.count()

    def dying(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith('INSERT INTO "cases_check"'):
            raise KeyboardInterrupt
        return execute(sql, *rest)

    with pytest.raises(KeyboardInterrupt), connection.execute_wrapper(dying):
        entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert states(staged) == {RowState.ENTERED: 25}
    assert (Derivation.objects.count(), Check.objects.count()) == (runs, 0)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert Standing.objects.filter(level=1).count() == Exposure.objects.count() == 25
    assert Derivation.objects.count() == runs + 1
    checks = Check.objects.count()
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert (Derivation.objects.count(), Check.objects.count()) == (runs + 1, checks)


def test_what_cannot_be_of_a_case_is_bad_and_an_isolation_before_its_window_is_told() -> None:
    by = a_cdc_officer()
    the_policies()
    columns = ("Họ và tên", "Năm sinh", "Ngày khởi phát", "Triệu chứng", "Ngày xét nghiệm", "Cách ly từ")
    rows = [
        ("Lê Một", "1980", "16/08/2020", "không", "16/08/2020", ""),
        ("Lê Hai", "1981", "16/08/2020", "có", "16/08/2020", "01/08/2020"),
        ("Lê Ba", "1982", "16/08/2020", "có", "16/08/2020", "17/08/2020"),
    ]
    staged = importing.stage(a_csv(columns, rows), kind=Kind.CASES, by=by, at=NOW)
    one, two, three = staged.rows.order_by("number")
    assert (one.state, [each["column"] for each in one.problems]) == (RowState.BAD, ["Ngày khởi phát"])
    assert (two.state, [each["column"] for each in two.problems]) == (RowState.READY, ["Cách ly từ"])
    assert "từ 13/08/2020" in told(two.problems[0])
    assert (three.state, three.problems) == (RowState.READY, [])
