"""Lists of people and cases: the officer's place only, likeliest first, one range of an index each (danh sách)."""

import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.models import COUNTED, Case, CaseState, Person, Plan, Standing, Tally
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity
from vungxanh.core.casework.small_numbers import LEAST, shown
from vungxanh.kit.paging import Order, Page, page_of
from vungxanh.kit.problems import NotAllowed

PEOPLE = Order("-probability", "id")
CASES = Order("-entered_at", "id")
Row = TypeVar("Row", bound=Model)
_MOST_MEANT = 500
_NUMBER = re.compile(r"[\W\d]*")
_MANY = 10_000
SURE = "sure"
"""The classification by which a list is narrowed to what figures count, `COUNTED`."""
_TREE = 2
"""Strokes in the path of a unit at the top of its tree: "/49/"."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; `place` is a unit within the officer's own place.

    `words` are a pseudonym. Telephone numbers and citizen ids identify, so they find somebody only with `by_number`,
    which `actions.searching` sets for who may and writes down.
    """

    place: Unit | None = None
    level: int | None = None
    overdue: bool = False
    classification: str = ""
    state: str = ""
    following: bool = False
    words: str = ""
    by_number: bool = False


IN_TREATMENT = Wanted(classification=SURE, state=CaseState.ACTIVE)
"""Cases in treatment (ca đang điều trị): the figure and the list that it opens are of the same."""


class TooFew(NotAllowed):
    """The list is so short that it points at somebody (danh sách quá ngắn): its rows say what its count must not."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Có dưới 5 người khớp nên không liệt kê từng người. Chọn địa bàn rộng hơn hoặc bớt điều kiện lọc; "
                "nếu đó là cả địa bàn của đơn vị thì hỏi cán bộ y tế của địa bàn."
            )
        )


def must_be_many(officer: Officer, rows: QuerySet[Any, Any], *, words: str = "") -> None:
    """TooFew for 1 to 4 rows, for officers who are not told small counts (1 query); who names a record may read it."""
    if policies.counts_plainly(officer) or (words and _is_named(words)):
        return
    if shown(rows.order_by()[:LEAST].count()) is None:
        raise TooFew


def _is_named(words: str) -> bool:
    """Whether the words are the whole of a pseudonym or of a case's code or number (2 queries)."""
    whole = words.upper()
    is_case = Case.objects.filter(Q(code=whole) | Q(number=words)).exists()
    return is_case or Person.objects.filter(pseudonym=whole).exists()


def people(officer: Officer, wanted: Wanted, *, cursor: str = "", size: int = 50) -> Page[Standing]:
    """People by level, the likeliest first (danh sách tiếp xúc); with person, plan and case; TooFew."""
    rows = standings(officer, wanted)
    must_be_many(officer, rows, words=wanted.words)
    found = page_of(rows.only("probability"), PEOPLE, cursor=cursor, size=size)
    return filled(found, Standing.objects.select_related("person", "person__commune", "person__plan", "case"))


def standings(officer: Officer, wanted: Wanted) -> QuerySet[Standing]:
    """Everybody of the place whom `wanted` names; words are a pseudonym, or `by_number`."""
    rows = Standing.objects.filter(in_place(officer, wanted.place))
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.overdue or wanted.following:
        followed = Plan.objects.filter(path__under=within(officer, wanted.place), ended_on=None)
        rows = rows.filter(_followed(followed.filter(overdue__gt=0) if wanted.overdue else followed))
    return rows.filter(_named(officer, wanted)) if wanted.words else rows


def _followed(plans: QuerySet[Plan]) -> Q | Exists:
    """Whoever has one of the plans; SQLite looks up a few by person, and of many sees one on the way soon (1 query)."""
    if plans[: _MANY + 1].count() > _MANY:
        return Exists(plans.filter(person=OuterRef("person")))
    return Q(person__in=plans.values("person"))


def by_level(officer: Officer, place: Unit | None = None) -> dict[int, int]:
    """How many stand at each level (1 query)."""
    rows = Tally.objects.filter(path__under=within(officer, place), count__gt=0)
    return dict(rows.values_list("level").annotate(Sum("count")).order_by("level"))


def digests_of(words: str) -> dict[str, str]:
    """The keys of a telephone number or citizen id by column, none where the words are neither."""
    if not _NUMBER.fullmatch(words):
        return {}
    known = keys.of(Identity("", phone=words, citizen_id=words))
    return {column: known[column] for column in ("key_phone", "key_citizen") if known[column]}


def _named(officer: Officer, wanted: Wanted) -> Q:
    """Whom of the place the words mean, looked up first so that each index serves (1 query)."""
    meant = Q(pseudonym__under=wanted.words.upper())
    for column, digest in digests_of(wanted.words).items() if wanted.by_number else ():
        meant |= Q(**{column: digest}) & ~Q(**{column: ""})
    here = Person.objects.filter(meant, path__under_most=within(officer, wanted.place))
    return Q(person__in=list(here.values_list("pk", flat=True)[:_MOST_MEANT]))


def line_list(officer: Officer, wanted: Wanted, *, cursor: str = "", size: int = 50) -> Page[Case]:
    """Cases, the newest first (danh sách ca bệnh); TooFew."""
    rows = cases(officer, wanted)
    must_be_many(officer, rows, words=wanted.words)
    found = page_of(rows.only("entered_at"), CASES, cursor=cursor, size=size)
    return filled(found, Case.objects.select_related("person", "person__commune", "reported_by"))


def cases(officer: Officer, wanted: Wanted) -> QuerySet[Case]:
    """Every case of the place that `wanted` names."""
    rows = of_kind(Case.objects.filter(in_place(officer, wanted.place)), wanted)
    if wanted.words:
        rows = rows.filter(Q(code__under=wanted.words.upper()) | Q(number=wanted.words) | _named(officer, wanted))
    return rows


def of_kind(rows: QuerySet[Case], wanted: Wanted) -> QuerySet[Case]:
    """Those of the cases that are of the wanted classification and state: the one rule for lists and figures."""
    if wanted.classification == SURE:
        rows = rows.filter(classification__in=COUNTED)
    elif wanted.classification:
        rows = rows.filter(classification=wanted.classification)
    return rows.filter(state=wanted.state) if wanted.state else rows


def filled(found: Page[Row], rows: QuerySet[Row]) -> Page[Row]:
    """The page's rows with all that belongs to them, read by key: what is sorted to find a page stays narrow."""
    full = rows.in_bulk([row.pk for row in found.items])
    return replace(found, items=[full[row.pk] for row in found.items if row.pk in full])


def in_place(officer: Officer, place: Unit | None) -> Q:
    """Rows of the place to read; of a whole tree nearly every row is, so that an index of the order is walked."""
    path = within(officer, place)
    return Q(path__under_most=path) if path.count("/") <= _TREE else Q(path__under=path)


def within(officer: Officer, place: Unit | None) -> str:
    """The path to read: the wanted place when it stands in the officer's, else the officer's own."""
    own = policies.area(officer)
    return place.path if place and place.path.startswith(own) else own
