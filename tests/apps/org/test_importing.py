"""Taking sheets of units in: good ones and changed ones."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.org.sheets import DISTRICT, HEADER, REAL, TOP, periods, taken
from tests.factories.org import a_small_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Group, Unit, UnitPeriod
from vungxanh.apps.org.queries.directory import levels_of, units_on
from vungxanh.apps.org.tables import UNIT_COLUMNS, unit_records
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.export import csv_lines
from vungxanh.kit.problems import NotAllowed


@pytest.mark.django_db
def test_the_real_file_gives_260_units_in_a_bounded_number_of_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        outcome = taken(REAL.read_bytes())
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
    taken(REAL.read_bytes())
    entries = Entry.objects.count()
    again = taken(REAL.read_bytes())
    assert (again.created, again.changed, again.stored) == ([], [], True)
    assert Entry.objects.count() == entries
    assert UnitPeriod.objects.count() == 260


@pytest.mark.django_db
def test_a_dry_run_counts_and_stores_nothing() -> None:
    outcome = taken(REAL.read_bytes(), dry_run=True)
    assert outcome.units == 260
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_a_changed_name_and_parent_make_a_new_period_from_the_day_given() -> None:
    taken(DISTRICT + "507,Huyện Điện Bàn,huyện,district,49,,\n20500,Xã Ái Nghĩa,xã,commune,506,,\n")
    changed = DISTRICT + "507,Thị xã Điện Bàn,thị xã,district,49,,\n20500,Xã Ái Nghĩa,xã,commune,507,,\n"
    outcome = taken(changed, on=date(2020, 7, 1))
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

    taken(DISTRICT)
    taken(DISTRICT.replace("Huyện Đại Lộc,huyện", "Thị xã Đại Lộc,thị xã"), on=date(2021, 1, 1))
    assert Unit.objects.get(code="506").name == "Huyện Đại Lộc"
    refresh_units(date(2021, 1, 1))
    assert Unit.objects.get(code="506").name == "Thị xã Đại Lộc"
    assert refresh_units(date(2021, 1, 1)) == []


@pytest.mark.django_db
def test_a_fact_without_history_is_updated_in_place() -> None:
    taken(DISTRICT)
    outcome = taken(DISTRICT.replace("15.8,107.9", "15.9,108.0"))
    assert outcome.changed == ["506"]
    assert Unit.objects.get(code="506").latitude == 15.9
    assert UnitPeriod.objects.filter(code="506").count() == 1


@pytest.mark.django_db
def test_what_is_exported_can_be_taken_in_again_unchanged() -> None:
    taken(REAL.read_bytes())
    text = "".join(csv_lines(UNIT_COLUMNS, unit_records(date(2020, 7, 28))))
    again = taken(text)
    assert (again.units, again.created, again.changed) == (260, [], [])


@pytest.mark.django_db
def test_good_rows_of_a_bad_sheet_are_still_known_as_new_or_changed() -> None:
    taken(DISTRICT)
    outcome = taken(DISTRICT.replace("15.8,", "15.7,") + "20500,Xã A,xã,commune,506,,\n20501,,xã,commune,506,,\n")
    assert (outcome.created, outcome.changed, outcome.stored) == (["20500"], ["506"], False)


@pytest.mark.django_db
def test_an_administrator_takes_in_only_units_below_the_own_one() -> None:
    small = a_small_province()
    officer = an_officer(Role.ADMINISTRATOR, small.districts[0])
    inside = HEADER + "20999,Xã Mới,xã,commune,506,,\n"
    outside = HEADER + "20999,Xã Mới,xã,commune,503,,\n"
    assert [error.field for error in taken(outside, by=officer).errors] == ["code"]
    assert taken(inside, by=officer).created == ["20999"]
    with pytest.raises(NotAllowed):
        taken(inside, by=an_officer(Role.LEADER, small.province))


@pytest.mark.django_db
def test_names_are_stored_in_one_unicode_form_however_they_were_typed() -> None:
    import unicodedata

    taken(unicodedata.normalize("NFD", DISTRICT + "20375,Phường Hoà Thuận,phường,commune,506,,\n"))
    assert Unit.objects.get(code="20375").name == "Phường Hòa Thuận"


@pytest.mark.django_db
def test_levels_are_counted_from_the_top_down() -> None:
    a_small_province()
    assert list(levels_of(Unit.objects.order_by("-path"))) == ["province", "department", "district", "commune"]


@pytest.mark.django_db
def test_a_unit_begins_with_its_parent_when_its_row_names_no_day() -> None:
    dated = HEADER.strip() + ",starts_on\n49,Tỉnh,tỉnh,province,,,,1997-01-01\n"
    taken(dated + "20500,Xã A,xã,commune,506,,,\n506,Huyện B,huyện,district,49,,,01/07/2003\n")
    assert periods("49")[0][1] == date(1997, 1, 1)
    assert periods("506")[0][1] == periods("20500")[0][1] == date(2003, 7, 1)


@pytest.mark.django_db
def test_a_commune_may_stand_right_below_the_province_and_a_body_below_any_unit() -> None:
    rows = "1,Xã A,xã,commune,49,,\n2,Trạm y tế,trạm,service,1,,\n3,Phòng Y tế,phòng,department,506,,\n"
    assert taken(DISTRICT + rows).stored


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_sheet_saved_under_vietnamese_settings_gives_the_same_units(mark: str) -> None:
    saved = DISTRICT.replace(",", mark).replace(".", ",")
    assert taken(saved).stored
    assert (Unit.objects.get(code="49").latitude, Unit.objects.get(code="506").longitude) == (15.6, 107.9)
    assert taken(DISTRICT).changed == []


@pytest.mark.django_db
def test_a_comma_in_a_cell_of_a_sheet_with_semicolons_stays_as_it_is() -> None:
    taken(HEADER.replace(",", ";") + "49;Tỉnh A, B;tỉnh;province;;;\n")
    assert Unit.objects.get(code="49").name == "Tỉnh A, B"


@pytest.mark.django_db
def test_a_changed_row_tells_what_stood_there_and_what_would_stand_there() -> None:
    taken(DISTRICT)
    again = TOP + "506,Huyện Đại Lộc Mới,huyện,district,49,15.8,\n".replace(",15.8,", ",15.9,107.9")
    outcome = taken(again, dry_run=True)
    told = [(each.field, each.old, each.new) for each in outcome.differences["506"]]
    assert told == [("name", "Huyện Đại Lộc", "Huyện Đại Lộc Mới"), ("lat", "15.8", "15.9")]
    assert outcome.changed == ["506"]
