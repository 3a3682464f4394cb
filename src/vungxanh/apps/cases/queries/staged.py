"""Staged imports of the officer's unit: what each row says, what is wrong with it, how far entering is (đợt nhập)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import Import, ImportRow, ImportState, RowState
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit.paging import Order, Page, page_of
from vungxanh.kit.problems import NotFound
from vungxanh.kit.said import Said

IMPORTS = Order("-made_at", "-id")
ROWS = Order("number")
MEETING = "meeting"
"""Beside a sentence about a row: it is about the meeting, not about whom the row may be."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows stand where; `waiting` are those that confirming enters."""

    rows: dict[str, int]
    state: str

    @property
    def all(self) -> int:
        """All rows."""
        return sum(self.rows.values())

    @property
    def waiting(self) -> int:
        """Rows that are ready and not yet entered."""
        return self.rows.get(RowState.READY, 0)

    @property
    def entered(self) -> int:
        """Rows that are in."""
        return self.rows.get(RowState.ENTERED, 0)

    @property
    def is_running(self) -> bool:
        """Whether rows are entering now."""
        return self.state == ImportState.ENTERING


def must_import(officer: Officer, kind: str) -> None:
    """Who follows up brings contacts in, who decides brings cases in; NotAllowed or NotFound otherwise."""
    place = place_of(officer.unit)
    if kind == Kind.CASES:
        policies.must_decide(officer, place)
    else:
        policies.must_follow_up(officer, place)


def imports_of(officer: Officer, *, cursor: str = "", size: int = 50) -> Page[Import]:
    """What the officer's unit brought in, the latest first."""
    policies.must_follow_up(officer, place_of(officer.unit))
    rows = Import.objects.filter(unit=officer.unit).select_related("by", "unit")
    return page_of(rows, IMPORTS, cursor=cursor, size=size)


def import_of(officer: Officer, key: int) -> Import:
    """One import of the officer's unit; NotFound otherwise."""
    found = Import.objects.select_related("by", "unit").filter(pk=key, unit=officer.unit).first()
    if found is None:
        raise NotFound(_("Không có đợt nhập này, hoặc đã hết hạn lưu."))
    must_import(officer, found.kind)
    return found


def rows_of(officer: Officer, staged: Import, *, state: str = "", cursor: str = "", size: int = 50) -> Page[ImportRow]:
    """Its rows in the order of the file, or those of one state; with whom each may be."""
    must_import(officer, staged.kind)
    rows: QuerySet[ImportRow] = staged.rows.select_related("person")
    return page_of(rows.filter(state=state) if state else rows, ROWS, cursor=cursor, size=size)


def doubtful_rows(officer: Officer, staged: Import, numbers: Collection[int] = ()) -> list[ImportRow]:
    """Rows that may be somebody known, or those of these numbers that are ready or doubtful."""
    must_import(officer, staged.kind)
    if numbers:
        return list(staged.rows.filter(number__in=numbers, state__in=(RowState.MAYBE, RowState.READY)))
    return list(staged.rows.filter(state=RowState.MAYBE))


def content_of(row: ImportRow) -> dict[str, Any]:
    """What a row says; empty once it has entered."""
    return json.loads(row.content) if row.content else {}


def problems_of(row: ImportRow, *, is_open: bool) -> list[Said]:
    """What is to be said of a row; why it may be somebody is told only where that person is open.

    That their meeting was withdrawn says nothing of who they are.
    """
    return [one for one in row.problems if is_open or row.person is None or MEETING in one]


def faults_of(officer: Officer, staged: Import) -> list[tuple[Said, list[int]]]:
    """What is wrong with more than one row, each fault once with the numbers of its rows (1 query).

    Of a row that may be somebody known nothing is told here: who may read that is asked by the row.
    """
    must_import(officer, staged.kind)
    wrong = staged.rows.filter(state=RowState.BAD, person=None).order_by("number").values_list("number", "problems")
    found: dict[str, tuple[Said, list[int]]] = {}
    for number, problems in wrong.iterator():
        for each in problems:
            found.setdefault(json.dumps(each, sort_keys=True), (each, []))[1].append(number)
    return [fault for fault in found.values() if len(fault[1]) > 1]


def progress_of(staged: Import) -> Progress:
    """How far it is (1 query)."""
    return progress_of_all([staged])[staged.pk]


def progress_of_all(imports: Collection[Import]) -> dict[int, Progress]:
    """How far each of some imports is (1 query)."""
    rows: dict[int, dict[str, int]] = {staged.pk: {} for staged in imports}
    found = ImportRow.objects.filter(part_of__in=rows).order_by().values_list("part_of", "state").annotate(Count("id"))
    for key, state, count in found:
        rows[key][state] = count
    return {staged.pk: Progress(rows[staged.pk], staged.state) for staged in imports}
