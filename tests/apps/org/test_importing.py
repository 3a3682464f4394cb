"""Taking sheets of units in: good ones, changed ones, and real bad ones."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.org import a_small_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions.changes import merge, rename
from vungxanh.apps.org.actions.groups import DATA
from vungxanh.apps.org.actions.importing import Outcome, import_sheet
from vungxanh.apps.org.models import Group, Unit, UnitPeriod
from vungxanh.apps.org.queries.directory import levels_of, units_on
from vungxanh.apps.org.sheet import MAX_BYTES, read_sheet
from vungxanh.apps.org.tables import UNIT_COLUMNS, unit_records
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.export import csv_lines
from vungxanh.kit.problems import NotAllowed

HEADER = "code,name,kind,level,parent,lat,lon\n"
TOP = HEADER + "49,Tỉnh Quảng Nam,tỉnh,province,,15.6,107.9\n"
DISTRICT = TOP + "506,Huyện Đại Lộc,huyện,district,49,15.8,107.9\n"
AT = datetime(2020, 7, 1, 3, tzinfo=UTC)
BY = SystemActor("test")
REAL = DATA / "units-quang-nam-2020.csv"


def _taken(text: str | bytes, **options: object) -> Outcome:
    sheet = read_sheet(text if isinstance(text, bytes) else text.encode())
    return import_sheet(sheet, **({"by": BY, "at": AT} | options))


def _errors(text: str | bytes) -> list[tuple[int, str]]:
    outcome = _taken(text)
    assert not outcome.stored
    assert all(str(error.message) for error in outcome.errors)
    return [(error.row or 0, error.field) for error in outcome.errors]


@pytest.mark.django_db
def test_the_real_file_gives_260_units_in_a_bounded_number_of_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        outcome = _taken(REAL.read_bytes())
    assert outcome.as_json() == {
        "units": 260,
        "levels": {"province": 1, "district": 18, "commune": 241},
        "errors": [],
    }
    assert len(queries) < 45
    assert Unit.objects.get(code="20335").path == "/49/502/20335/"
    assert Group.objects.filter(key="communes").exists()
    assert Entry.objects.filter(verb="org.import_unit").count() == 260


@pytest.mark.django_db
def test_importing_the_same_file_again_changes_nothing() -> None:
    _taken(REAL.read_bytes())
    entries = Entry.objects.count()
    again = _taken(REAL.read_bytes())
    assert (again.created, again.changed, again.stored) == ([], [], True)
    assert Entry.objects.count() == entries
    assert UnitPeriod.objects.count() == 260


@pytest.mark.django_db
def test_a_dry_run_counts_and_stores_nothing() -> None:
    outcome = _taken(REAL.read_bytes(), dry_run=True)
    assert outcome.units == 260
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_a_changed_name_and_parent_make_a_new_period_from_the_day_given() -> None:
    _taken(DISTRICT + "507,Huyện Điện Bàn,huyện,district,49,,\n20500,Xã Ái Nghĩa,xã,commune,506,,\n")
    changed = DISTRICT + "507,Thị xã Điện Bàn,thị xã,district,49,,\n20500,Xã Ái Nghĩa,xã,commune,507,,\n"
    outcome = _taken(changed, on=date(2020, 7, 1))
    assert outcome.changed == ["507", "20500"]
    before = {unit.code: unit for unit in units_on(date(2020, 6, 30))}
    after = {unit.code: unit for unit in units_on(date(2020, 7, 1))}
    assert (before["507"].name_then, before["507"].kind_then) == ("Huyện Điện Bàn", "huyện")
    assert (after["507"].name_then, after["507"].kind_then) == ("Thị xã Điện Bàn", "thị xã")
    assert before["20500"].parent_then != after["20500"].parent_then
    assert Unit.objects.get(code="20500").path == "/49/507/20500/"


@pytest.mark.django_db
def test_a_change_of_a_coming_day_waits_for_that_day() -> None:
    from vungxanh.apps.org.actions.refresh import refresh_units

    _taken(DISTRICT)
    _taken(DISTRICT.replace("Huyện Đại Lộc,huyện", "Thị xã Đại Lộc,thị xã"), on=date(2021, 1, 1))
    assert Unit.objects.get(code="506").name == "Huyện Đại Lộc"
    refresh_units(date(2021, 1, 1))
    assert Unit.objects.get(code="506").name == "Thị xã Đại Lộc"
    assert refresh_units(date(2021, 1, 1)) == []


@pytest.mark.django_db
def test_a_fact_without_history_is_updated_in_place() -> None:
    _taken(DISTRICT)
    outcome = _taken(DISTRICT.replace("15.8,107.9", "15.9,108.0"))
    assert outcome.changed == ["506"]
    assert Unit.objects.get(code="506").latitude == 15.9
    assert UnitPeriod.objects.filter(code="506").count() == 1


@pytest.mark.django_db
def test_what_is_exported_can_be_taken_in_again_unchanged() -> None:
    _taken(REAL.read_bytes())
    text = "".join(csv_lines(UNIT_COLUMNS, unit_records(date(2020, 7, 28))))
    again = _taken(text)
    assert (again.units, again.created, again.changed) == (260, [], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (DISTRICT + "506,Huyện Khác,huyện,district,49,,\n", [(4, "code")]),
        (DISTRICT + "20500,Xã A,xã,commune,999,,\n", [(4, "parent")]),
        (DISTRICT + "20500,Xã A,xã,commune,,,\n", [(4, "parent")]),
        (DISTRICT + "a,Xã A,xã,commune,b,,\nb,Xã B,xã,commune,a,,\n", [(4, "parent")]),
        (DISTRICT + "a,Xã A,xã,commune,a,,\n", [(4, "parent")]),
        (DISTRICT + "20500,Xã A,xã,hamlet,506,,\n", [(4, "level")]),
        (DISTRICT + "20500,Xã A,xã,commune,506,108.1,15.5\n", [(4, "lat")]),
        (DISTRICT + "20500,Xã A,xã,commune,506,nan,15.5\n", [(4, "lat")]),
        (DISTRICT + "20500,Xã A,xã,commune,506,15.5,\n", [(4, "lon")]),
        (DISTRICT + '20500,Xã A,xã,commune,506,"15,5","108,1"\n', [(4, "lat"), (4, "lon")]),
        (DISTRICT + "20500,  ,xã,commune,506,,\n", [(4, "name")]),
        (DISTRICT + "20500,Xã A,,commune,506,,\n", [(4, "kind")]),
        (DISTRICT + ",Xã A,xã,commune,506,,\n", [(4, "code")]),
        (DISTRICT + "20/500,Xã A,xã,commune,506,,\n", [(4, "code")]),
        (DISTRICT + "20500,Xã A,xã,commune,506\n", [(4, "row")]),
        (DISTRICT + "\n\n20500,Xã A,xã,commune,506,x,108\n", [(6, "lat")]),
        (DISTRICT + "20500,Xã A,xã,lạ,506,,\n20501,Xã B,xã,commune,20500,,\n", [(4, "level")]),
        (DISTRICT + f"20500,{'Xã ' * 80},xã,commune,506,,\n", [(4, "name")]),
        (DISTRICT + '20500,"Xã A\nxã,commune,506,,\n', [(0, "file")]),
        (HEADER.replace(",", ";") + "49;Tỉnh;tỉnh;province;;;\n", [(1, "header")]),
        (HEADER.replace("level", "cấp"), [(1, "header"), (1, "header")]),
        (HEADER.replace("lon", "lon,lon"), [(1, "header")]),
        (HEADER, [(1, "file")]),
        ("", [(0, "file")]),
        (DISTRICT.encode("utf-16"), [(0, "file")]),
        (DISTRICT.encode() + "20500,Xã A".encode("cp1252"), [(4, "file")]),
        (b"PK\x03\x04" + b"\0" * 100, [(0, "file")]),
        (b"\xef\xbb\xbf", [(1, "header")]),
        (b"x" * (MAX_BYTES + 1), [(0, "file")]),
    ],
)
def test_a_bad_sheet_is_told_row_by_row_and_stores_nothing(rows: str | bytes, wrong: list[tuple[int, str]]) -> None:
    assert _errors(rows) == wrong
    assert not Unit.objects.exists()


WITHOUT_PLACES = "code,name,kind,level,parent\n49,Tỉnh,tỉnh,province,\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (WITHOUT_PLACES, [(1, "header")]),
        (WITHOUT_PLACES + "49,Tỉnh Khác,tỉnh,province,\n", [(1, "header"), (3, "code")]),
        (WITHOUT_PLACES + "506,,huyện,district,50\n", [(1, "header"), (3, "name")]),
        (WITHOUT_PLACES + "506,Huyện A,huyện,district,50\n", [(1, "header"), (3, "parent")]),
        (HEADER.replace("lon", "lon,x") + "49,,tỉnh,province,,,,\n", [(1, "header"), (2, "name")]),
        (DISTRICT + "507,Huyện B\n20500,Xã A,xã,commune,507,,\n20501,,xã,commune,506,,\n", [(4, "row"), (6, "name")]),
        (HEADER.replace("code", "mã") + "49,,tỉnh,province,,,\n", [(1, "header"), (1, "header")]),
        (HEADER.replace("name", "name,name") + "49,,,tỉnh,,,,\n", [(1, "header"), (2, "level")]),
    ],
)
def test_a_faulty_header_or_row_does_not_hide_the_faults_of_other_rows(rows: str, wrong: list[tuple[int, str]]) -> None:
    outcome = import_sheet(read_sheet(rows.encode()), by=BY, at=AT)
    assert [(error.row, error.field) for error in outcome.errors] == wrong
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_a_loop_of_ten_thousand_units_is_found_in_reasonable_time() -> None:
    rows = "".join(f"{n},Xã {n},xã,commune,{(n + 1) % 10_000},,\n" for n in range(10_000))
    assert _errors(HEADER + rows) == [(2, "parent")]


@pytest.mark.django_db
def test_a_loop_is_told_once_with_its_members_and_not_again_for_what_hangs_below_it() -> None:
    below = "".join(f"d{n},Xã {n},xã,commune,{f'd{n - 1}' if n else 'b'},,\n" for n in range(300))
    outcome = _taken(DISTRICT + "b,Xã B,xã,commune,a,,\n" + below + "a,Xã A,xã,commune,b,,\n")
    assert [(error.row, error.field) for error in outcome.errors] == [(4, "parent")]
    assert "b → a → b (dòng 4, 305)" in str(outcome.errors[0].message)


@pytest.mark.django_db
def test_a_row_is_counted_as_a_spreadsheet_counts_it() -> None:
    assert _errors(
        DISTRICT + '20500,Xã A,xã,commune,506,,\n"20501","Xã\nB",xã,commune,506,,\n,Xã,xã,commune,506,,\n'
    ) == [(6, "code")]


@pytest.mark.django_db
def test_good_rows_of_a_bad_sheet_are_still_known_as_new_or_changed() -> None:
    _taken(DISTRICT)
    outcome = _taken(DISTRICT.replace("15.8,", "15.7,") + "20500,Xã A,xã,commune,506,,\n20501,,xã,commune,506,,\n")
    assert (outcome.created, outcome.changed, outcome.stored) == (["20500"], ["506"], False)


@pytest.mark.django_db
def test_a_loop_with_units_already_stored_is_found() -> None:
    _taken(DISTRICT + "20500,Xã A,xã,commune,506,,\n")
    assert _errors(TOP + "506,Huyện Đại Lộc,huyện,district,20500,15.8,107.9\n") == [(3, "parent")]


@pytest.mark.django_db
def test_an_ended_code_is_not_used_again() -> None:
    _taken(DISTRICT)
    UnitPeriod.objects.filter(code="506").update(ends_on=date(2020, 1, 1))
    Unit.objects.filter(code="506").update(ended_on=date(2020, 1, 1))
    assert _errors(DISTRICT.replace("Huyện Đại Lộc", "Huyện Mới")) == [(3, "code")]


@pytest.mark.django_db
def test_an_administrator_takes_in_only_units_below_the_own_one() -> None:
    small = a_small_province()
    officer = an_officer(Role.ADMINISTRATOR, small.districts[0])
    inside = HEADER + "20999,Xã Mới,xã,commune,506,,\n"
    outside = HEADER + "20999,Xã Mới,xã,commune,503,,\n"
    assert [error.field for error in _taken(outside, by=officer).errors] == ["code"]
    assert _taken(inside, by=officer).created == ["20999"]
    with pytest.raises(NotAllowed):
        _taken(inside, by=an_officer(Role.LEADER, small.province))


@pytest.mark.django_db
def test_names_are_stored_in_one_unicode_form_however_they_were_typed() -> None:
    import unicodedata

    _taken(unicodedata.normalize("NFD", DISTRICT + "20375,Phường Hoà Thuận,phường,commune,506,,\n"))
    assert Unit.objects.get(code="20375").name == "Phường Hòa Thuận"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    sheet = read_sheet(data)
    assert bool(sheet.rows) != bool(sheet.errors)


@pytest.mark.django_db
def test_levels_are_counted_from_the_top_down() -> None:
    a_small_province()
    assert list(levels_of(Unit.objects.order_by("-path"))) == ["province", "department", "district", "commune"]


TODAY = date(2020, 7, 1)
LATER = date(2020, 9, 16)
COMMUNES = DISTRICT + "20500,Xã Ái Nghĩa,xã,commune,506,,\n20503,Xã Đại Sơn,xã,commune,506,,\n"


def _exported(on: date = TODAY) -> str:
    return "".join(csv_lines(UNIT_COLUMNS, unit_records(on)))


def _periods(code: str) -> list[tuple[str, date, date | None]]:
    found = UnitPeriod.objects.filter(code=code).order_by("starts_on")
    return list(found.values_list("name", "starts_on", "ends_on"))


def _planned() -> None:
    """20500 gets another name later, 20503 is merged into it on the same day."""
    _taken(COMMUNES)
    first, second = Unit.objects.get(code="20500"), Unit.objects.get(code="20503")
    rename(first, "Thị trấn Ái Nghĩa", on=LATER, by=BY, at=AT)
    merge([second], first, on=date(2020, 9, 17), by=BY, at=AT)


@pytest.mark.django_db
def test_an_export_taken_in_again_undoes_no_planned_change() -> None:
    _planned()
    before = _periods("20500"), _periods("20503")
    again = _taken(_exported())
    assert (again.changed, again.created, again.errors) == ([], [], [])
    assert (_periods("20500"), _periods("20503")) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "day"), [("Xã Ái Nghĩa", "Xã Khác", "16/09/2020"), ("Xã Đại Sơn", "Xã Khác", "17/09/2020")]
)
def test_a_row_before_a_planned_change_or_end_is_refused_with_its_day(old: str, new: str, day: str) -> None:
    _planned()
    before = _periods("20500"), _periods("20503")
    outcome = _taken(_exported().replace(old, new))
    assert [error.field for error in outcome.errors] == ["row"]
    assert day in str(outcome.errors[0].message)
    assert (_periods("20500"), _periods("20503")) == before


@pytest.mark.django_db
def test_a_row_from_the_day_of_the_planned_change_on_corrects_it_or_comes_after_it() -> None:
    _taken(COMMUNES)
    rename(Unit.objects.get(code="20500"), "Thị trấn Ái Nghĩa", on=LATER, by=BY, at=AT)
    row = HEADER + "20500,{},xã,commune,506,,\n"
    assert not _taken(row.format("Thị trấn Mới"), on=LATER).errors
    assert not _taken(row.format("Phường Mới"), on=date(2021, 1, 1)).errors
    assert [name for name, _start, _end in _periods("20500")] == ["Xã Ái Nghĩa", "Thị trấn Mới", "Phường Mới"]
    assert [error.field for error in _taken(row.format("Xã Khác")).errors] == ["row"]


@pytest.mark.django_db
def test_two_files_of_different_days_make_no_loop_ahead() -> None:
    bodies = DISTRICT + "a,Trung tâm A,đơn vị,service,49,,\nb,Trung tâm B,đơn vị,service,49,,\n"
    _taken(bodies)
    assert not _taken(HEADER + "a,Trung tâm A,đơn vị,service,b,,\n", on=date(2021, 1, 1)).errors
    outcome = _taken(HEADER + "b,Trung tâm B,đơn vị,service,a,,\n", on=date(2020, 12, 1))
    assert [(error.row, error.field) for error in outcome.errors] == [(2, "parent")]
    assert "01/01/2021" in str(outcome.errors[0].message)
    assert UnitPeriod.objects.filter(code="b").count() == 1


@pytest.mark.django_db
def test_what_was_moved_away_ahead_may_take_its_former_parent_below_it_after_that_day() -> None:
    bodies = DISTRICT + "a,Trung tâm A,đơn vị,service,49,,\nb,Trung tâm B,đơn vị,service,a,,\n"
    _taken(bodies)
    assert not _taken(HEADER + "b,Trung tâm B,đơn vị,service,49,,\n", on=date(2021, 1, 1)).errors
    assert not _taken(HEADER + "a,Trung tâm A,đơn vị,service,b,,\n", on=date(2021, 2, 1)).errors


@pytest.mark.django_db
def test_a_unit_begins_with_its_parent_when_its_row_names_no_day() -> None:
    dated = HEADER.strip() + ",starts_on\n49,Tỉnh,tỉnh,province,,,,1997-01-01\n"
    _taken(dated + "20500,Xã A,xã,commune,506,,,\n506,Huyện B,huyện,district,49,,,01/07/2003\n")
    assert _periods("49")[0][1] == date(1997, 1, 1)
    assert _periods("506")[0][1] == _periods("20500")[0][1] == date(2003, 7, 1)


DATED = (HEADER + TOP.removeprefix(HEADER)).replace("lon\n", "lon,starts_on\n").replace("107.9\n", "107.9,1997-01-01\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "field", "told"),
    [
        ("506,Huyện A,huyện,district,49,,,1990-01-01", "starts_on", "01/01/1997"),
        ("506,Huyện A,huyện,district,49,,,0001-01-01", "starts_on", "01/01/1900"),
        ("506,Huyện A,huyện,district,49,,,9999-12-31", "starts_on", "01/01/1900"),
        ("506,Huyện A,huyện,district,49,,,٢٠٢٠-٠١-٠١", "starts_on", "2020-07-28"),
        ("506,Huyện A,huyện,district,49,1_5,108,", "lat", "số thập phân"),
        ("506,Huyện A,huyện,district,49,١٥,108,", "lat", "số thập phân"),
        ("92,Tỉnh Khác,tỉnh,province,,,,", "parent", "mã 49"),
        ("92,Tỉnh Khác,tỉnh,province,49,,,", "parent", "Cấp tỉnh"),
    ],
)
def test_a_row_out_of_place_or_time_is_refused_with_a_sentence(row: str, field: str, told: str) -> None:
    outcome = _taken(DATED + row + "\n")
    assert [(error.row, error.field) for error in outcome.errors] == [(3, field)]
    assert told in str(outcome.errors[0].message)
    assert not Unit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["province", "district", "commune"])
def test_levels_go_down_the_tree_and_no_place_hangs_below_itself_or_an_office(level: str) -> None:
    for parent in ("20500", "so-yt"):
        rows = COMMUNES + f"so-yt,Sở Y tế,sở,department,49,,\nx,Nơi X,nơi,{level},{parent},,\n"
        assert _errors(rows) == [(7, "parent")]


@pytest.mark.django_db
def test_a_commune_may_stand_right_below_the_province_and_a_body_below_any_unit() -> None:
    rows = "1,Xã A,xã,commune,49,,\n2,Trạm y tế,trạm,service,1,,\n3,Phòng Y tế,phòng,department,506,,\n"
    assert _taken(DISTRICT + rows).stored


@pytest.mark.django_db
def test_a_unit_that_changes_level_still_stands_above_what_is_below_it() -> None:
    _taken(COMMUNES)
    assert _errors(HEADER + "506,Xã Đại Lộc,xã,commune,49,,\n") == [(2, "level")]


@pytest.mark.django_db
def test_nothing_is_put_below_a_unit_that_ends() -> None:
    _planned()
    outcome = _taken(HEADER + "t1,Trạm y tế,trạm,service,20503,,\n")
    assert [(error.row, error.field) for error in outcome.errors] == [(2, "parent")]
    assert "17/09/2020" in str(outcome.errors[0].message)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Đại\u202eLộc", "Đại\u200bLộc", "a\x07b"])
def test_aliases_hold_no_unseen_characters(text: str) -> None:
    sheet = HEADER.replace("lon", "lon,aliases") + f"49,Tỉnh,tỉnh,province,,,,Tỉnh nhà|{text}\n"
    assert _errors(sheet) == [(2, "aliases")]
