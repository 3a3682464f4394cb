"""Two rows of one file that may be one person are asked about before they enter."""

import secrets
from collections.abc import Sequence

import pytest

from tests.factories.cases import NOW, a_case, a_cdc_officer, a_person, the_policies
from tests.factories.sheets import CASES, CONTACTS, a_csv
from vungxanh.apps.cases.actions import entering, importing
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import Alike, Case, Exposure, Import, NotSame, Person, RowState
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.said import told

pytestmark = pytest.mark.django_db
DAYS = ("15/08/2020", "15/08/2020")
AN, AN_WITHOUT = ("Trần Văn An", "1980", "0905000002"), ("TRAN VAN AN", "1980", "")
BINH = ("Lê Thị Bình", "1991", "0905000003")


def staged_of(by: Officer, *people: tuple[str, str, str], sources: Sequence[Case] = ()) -> Import:
    """A file of contacts, all of one case unless each has its own; its rows are numbered from 2."""
    cases = sources or [a_case(by=by)] * len(people)
    rows = [(*who, case.code, *DAYS) for who, case in zip(people, cases, strict=True)]
    return importing.stage(a_csv(CONTACTS, rows), kind=Kind.CONTACTS, by=by, at=NOW)


def states(staged: Import) -> list[RowState]:
    return [RowState(state) for state in staged.rows.order_by("number").values_list("state", flat=True)]


def decide(staged: Import, verdict: str, *numbers: int, by: Officer) -> int:
    return importing.decide(staged, list(staged.rows.filter(number__in=numbers)), verdict, by=by, at=NOW)


def entered(staged: Import, by: Officer) -> int:
    """Let it enter; how many people more there are."""
    before = Person.objects.count()
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    return Person.objects.count() - before


def test_a_row_that_may_be_the_person_of_one_above_waits_and_says_why() -> None:
    by = a_cdc_officer()
    staged = staged_of(by, AN, BINH, AN_WITHOUT)
    assert states(staged) == [RowState.READY, RowState.READY, RowState.MAYBE]
    said = [told(each) for each in staged.rows.get(number=4).problems]
    assert said == ["Có thể cùng người ở dòng 2", "tên gần giống, khác dấu", "cùng năm sinh"]
    assert entered(staged, by) == 2


@pytest.mark.parametrize(("verdict", "people", "moved"), [("same", 2, 1), ("new", 3, 1), ("left", 2, 1)])
def test_the_officer_decides(verdict: str, people: int, moved: int) -> None:
    by = a_cdc_officer()
    staged = staged_of(by, AN, BINH, AN_WITHOUT)
    assert decide(staged, verdict, 4, by=by) == moved
    assert entered(staged, by) == people


def test_the_same_person_has_the_meetings_of_both_rows() -> None:
    by = a_cdc_officer()
    one, other = a_case(by=by), a_case(by=by)
    staged = staged_of(by, AN, AN_WITHOUT, sources=(one, other))
    decide(staged, "same", 3, by=by)
    assert entered(staged, by) == 1
    assert set(Exposure.objects.values_list("source", flat=True)) == {one.person_id, other.person_id}
    assert Exposure.objects.values("target").distinct().count() == 1


def test_further_rows_of_the_doubtful_person_wait_with_the_first() -> None:
    by = a_cdc_officer()
    cases = [a_case(by=by) for _ in range(3)]
    again = ("Trần Văn An", "1980", "0905000009")
    staged = staged_of(by, AN, again, again, sources=cases)
    assert states(staged) == [RowState.READY, RowState.MAYBE, RowState.MAYBE]
    decide(staged, "same", 4, by=by)
    assert entered(staged, by) == 1
    assert Exposure.objects.count() == 3


def test_rows_that_are_alike_in_a_row_are_one_person_when_all_are_said_to_be() -> None:
    by = a_cdc_officer()
    cases = [a_case(by=by) for _ in range(3)]
    staged = staged_of(by, AN, AN_WITHOUT, ("Trần Văn An", "", "0905000007"), sources=cases)
    assert states(staged) == [RowState.READY, RowState.MAYBE, RowState.MAYBE]
    assert decide(staged, "same", 3, 4, by=by) == 2
    assert entered(staged, by) == 1


def test_who_is_like_a_row_that_may_be_somebody_known_is_asked_about_them_next() -> None:
    by = a_cdc_officer()
    known = a_person(name="Trần Văn An", phone="0905000002")
    staged = staged_of(by, ("Trần Văn An", "", "0905000002"), ("Trần Văn An", "", ""))
    assert states(staged) == [RowState.MAYBE, RowState.MAYBE]
    decide(staged, "same", 3, by=by)
    assert set(staged.rows.values_list("person", "state")) == {(known.pk, RowState.MAYBE)}
    decide(staged, "same", 2, by=by)
    assert entered(staged, by) == 0
    assert set(Exposure.objects.values_list("target", flat=True)) == {known.pk}


def test_who_is_said_to_be_somebody_that_has_entered_meanwhile_is_they() -> None:
    by = a_cdc_officer()
    staged = staged_of(by, AN, AN_WITHOUT)
    assert entered(staged, by) == 1
    decide(staged, "same", 3, by=by)
    assert entered(staged, by) == 0
    assert states(staged) == [RowState.ENTERED, RowState.ENTERED]


def test_a_case_is_no_contact_of_itself_by_a_row_above() -> None:
    by = a_cdc_officer()
    ill, other = a_case(a_person(name="Trần Văn An", phone="0905000002"), by=by), a_case(by=by)
    staged = staged_of(by, ("Trần Văn An", "", "0905000002"), ("Trần Văn An", "", ""), sources=(other, ill))
    decide(staged, "same", 2, by=by)
    assert decide(staged, "same", 3, by=by) == 0
    assert states(staged) == [RowState.READY, RowState.MAYBE]


@pytest.mark.parametrize(("verdict", "many"), [("new", 2), ("same", 1)])
def test_cases_of_one_file_are_asked_about_too(verdict: str, many: int) -> None:
    by = a_cdc_officer()
    the_policies()
    rows = [
        (*AN[:2], "nam", AN[2], "", "12/08/2020", "15/08/2020"),
        (*AN[:2], "nam", "", "", "13/08/2020", "15/08/2020"),
    ]
    staged = importing.stage(a_csv(CASES, rows), kind=Kind.CASES, by=by, at=NOW)
    assert states(staged) == [RowState.READY, RowState.MAYBE]
    decide(staged, verdict, 3, by=by)
    assert entered(staged, by) == many
    assert Case.objects.count() == many


def test_who_was_said_to_be_another_person_than_a_row_that_entered_is_not_asked_about_again() -> None:
    by = a_cdc_officer()
    staged = staged_of(by, AN, AN_WITHOUT)
    assert entered(staged, by) == 1
    decide(staged, "new", 3, by=by)
    assert entered(staged, by) == 1
    pair = tuple(Person.objects.order_by("-pk").values_list("pk", flat=True)[:2])[::-1]
    assert not Alike.objects.exists()
    assert NotSame.objects.values_list("one", "other", "by").get() == (*pair, by.user.pk)


@pytest.mark.parametrize("is_above", [True, False])
def test_another_person_than_a_row_of_the_same_part_or_a_known_record_stays_so(is_above: bool) -> None:
    by = a_cdc_officer()
    if not is_above:
        a_person(name="Trần Văn An", phone="0905000002", birth_year=1980)
    rows = [AN, AN_WITHOUT] if is_above else [AN]
    staged = staged_of(by, *rows)
    decide(staged, "new", 1 + len(rows), by=by)
    assert entered(staged, by) == len(rows)
    assert not Alike.objects.exists()
    told = NotSame.objects.get()
    newest = set(Person.objects.order_by("-pk").values_list("pk", flat=True)[: len(rows)])
    assert {told.one_id, told.other_id} >= newest
    assert {told.one.birth_year, told.other.birth_year} == {1980}
    assert Entry.objects.filter(verb="cases.person.not_same").count() == 1


def test_whom_nobody_asked_about_is_still_in_the_list() -> None:
    by = a_cdc_officer()
    a_person(name="Trần Văn An", phone="0905000002", birth_year=1980)
    staged = staged_of(by, AN)
    staged.rows.update(state=RowState.READY, person=None)
    assert entered(staged, by) == 1
    assert Alike.objects.count() == 1
