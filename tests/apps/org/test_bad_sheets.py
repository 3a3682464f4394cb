"""Real bad sheets of units: each fault is told at its row and field, and nothing is stored."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.org.sheets import (
    AT,
    BY,
    COMMUNES,
    DISTRICT,
    HEADER,
    TOP,
    faults,
    taken,
)
from vungxanh.apps.org.actions.importing import import_sheet
from vungxanh.apps.org.models import Unit, UnitPeriod
from vungxanh.apps.org.sheet import MAX_BYTES, read_sheet


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
        (HEADER.replace(",", "|") + "49|Tỉnh|tỉnh|province|||\n", [(1, "header")]),
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
    assert faults(rows) == wrong
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
    assert faults(HEADER + rows) == [(2, "parent")]


@pytest.mark.django_db
def test_a_loop_is_told_once_with_its_members_and_not_again_for_what_hangs_below_it() -> None:
    below = "".join(f"d{n},Xã {n},xã,commune,{f'd{n - 1}' if n else 'b'},,\n" for n in range(300))
    outcome = taken(DISTRICT + "b,Xã B,xã,commune,a,,\n" + below + "a,Xã A,xã,commune,b,,\n")
    assert [(error.row, error.field) for error in outcome.errors] == [(4, "parent")]
    assert "b → a → b (dòng 4, 305)" in str(outcome.errors[0].message)


@pytest.mark.django_db
def test_a_row_is_counted_as_a_spreadsheet_counts_it() -> None:
    assert faults(
        DISTRICT + '20500,Xã A,xã,commune,506,,\n"20501","Xã\nB",xã,commune,506,,\n,Xã,xã,commune,506,,\n'
    ) == [(6, "code")]


@pytest.mark.django_db
def test_a_loop_with_units_already_stored_is_found() -> None:
    taken(DISTRICT + "20500,Xã A,xã,commune,506,,\n")
    assert faults(TOP + "506,Huyện Đại Lộc,huyện,district,20500,15.8,107.9\n") == [(3, "parent")]


@pytest.mark.django_db
def test_an_ended_code_is_not_used_again() -> None:
    taken(DISTRICT)
    UnitPeriod.objects.filter(code="506").update(ends_on=date(2020, 1, 1))
    Unit.objects.filter(code="506").update(ended_on=date(2020, 1, 1))
    assert faults(DISTRICT.replace("Huyện Đại Lộc", "Huyện Mới")) == [(3, "code")]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    sheet = read_sheet(data)
    assert bool(sheet.rows) != bool(sheet.errors)


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
    outcome = taken(DATED + row + "\n")
    assert [(error.row, error.field) for error in outcome.errors] == [(3, field)]
    assert told in str(outcome.errors[0].message)
    assert not Unit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["province", "district", "commune"])
def test_levels_go_down_the_tree_and_no_place_hangs_below_itself_or_an_office(level: str) -> None:
    for parent in ("20500", "so-yt"):
        rows = COMMUNES + f"so-yt,Sở Y tế,sở,department,49,,\nx,Nơi X,nơi,{level},{parent},,\n"
        assert faults(rows) == [(7, "parent")]


@pytest.mark.django_db
def test_a_unit_that_changes_level_still_stands_above_what_is_below_it() -> None:
    taken(COMMUNES)
    assert faults(HEADER + "506,Xã Đại Lộc,xã,commune,49,,\n") == [(2, "level")]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Đại\u202eLộc", "Đại\u200bLộc", "a\x07b"])
def test_aliases_hold_no_unseen_characters(text: str) -> None:
    sheet = HEADER.replace("lon", "lon,aliases") + f"49,Tỉnh,tỉnh,province,,,,Tỉnh nhà|{text}\n"
    assert faults(sheet) == [(2, "aliases")]


@pytest.mark.django_db
def test_every_row_that_a_loop_holds_is_marked() -> None:
    loop = TOP + "A1,Huyện A,huyện,district,A2,,\nA2,Huyện B,huyện,district,A1,,\n506,Huyện C,huyện,district,49,,\n"
    assert taken(loop).astray == {"A1", "A2"}
