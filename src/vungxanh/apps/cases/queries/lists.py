"""Lists of people and cases: the officer's place only, likeliest first, one range of an index each (danh sách)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.models import Case, Check, Outcome, Plan, Sample, SampleResult, Standing
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity
from vungxanh.kit.paging import Order, Page, page_of

PEOPLE = Order("-probability", "id")
CASES = Order("-entered_at", "id")
PLANS = Order("ends_on", "id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; `place` is a unit within the officer's own place."""

    place: Unit | None = None
    level: int | None = None
    overdue: bool = False
    classification: str = ""
    state: str = ""
    entered_from: date | None = None
    following: bool = False
    words: str = ""


def people(officer: Officer, wanted: Wanted, *, cursor: str = "", size: int = 50) -> Page[Standing]:
    """People by level, the likeliest first (danh sách tiếp xúc); with person, plan and the case that reached them."""
    rows = standings(officer, wanted).select_related("person", "person__commune", "person__plan", "case")
    return page_of(rows, PEOPLE, cursor=cursor, size=size)


def standings(officer: Officer, wanted: Wanted) -> QuerySet[Standing]:
    """Everybody of the place whom `wanted` names; words are a pseudonym or a whole telephone number or citizen id."""
    rows = Standing.objects.filter(path__under=within(officer, wanted.place))
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.overdue or wanted.following:
        rows = rows.filter(person__plan__isnull=False, person__plan__ended_on=None)
    if wanted.overdue:
        rows = rows.filter(person__plan__overdue__gt=0)
    return rows.filter(_named(wanted.words)) if wanted.words else rows


def by_level(officer: Officer, place: Unit | None = None) -> dict[int, int]:
    """How many stand at each level (1 query)."""
    rows = Standing.objects.filter(path__under=within(officer, place))
    return dict(rows.values_list("level").annotate(Count("id")).order_by("level"))


def _named(words: str) -> Q:
    known = keys.of(Identity("", phone=words, citizen_id=words))
    found = Q(person__pseudonym__istartswith=words)
    for column in ("key_phone", "key_citizen"):
        if known[column]:
            found |= Q(**{f"person__{column}": known[column]})
    return found


def line_list(officer: Officer, wanted: Wanted, *, cursor: str = "", size: int = 50) -> Page[Case]:
    """Cases, the newest first (danh sách ca bệnh)."""
    rows = cases(officer, wanted).select_related("person", "person__commune", "reported_by")
    return page_of(rows, CASES, cursor=cursor, size=size)


def cases(officer: Officer, wanted: Wanted) -> QuerySet[Case]:
    """Every case of the place that `wanted` names."""
    rows = Case.objects.filter(path__under=within(officer, wanted.place))
    if wanted.classification:
        rows = rows.filter(classification=wanted.classification)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.words:
        rows = rows.filter(Q(code__istartswith=wanted.words) | Q(number=wanted.words) | _named(wanted.words))
    return rows


def plans(officer: Officer, wanted: Wanted, *, cursor: str = "", size: int = 50) -> Page[Plan]:
    """Open follow-ups, the soonest to end first (danh sách theo dõi)."""
    rows = Plan.objects.filter(path__under=within(officer, wanted.place), ended_on=None)
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.overdue:
        rows = rows.filter(overdue__gt=0)
    return page_of(rows.select_related("person", "person__commune", "unit"), PLANS, cursor=cursor, size=size)


def day_list(officer: Officer, day: date, *, place: Unit | None = None) -> QuerySet[Check]:
    """Whom to follow up on a day (việc trong ngày): open checks of the day, likeliest first, then by commune."""
    rows = Check.objects.filter(path__under=within(officer, place), day=day, plan__ended_on=None)
    waiting = Sample.objects.filter(result=SampleResult.WAITING).order_by("due_on")
    rows = rows.select_related("plan", "plan__person", "plan__person__commune", "plan__person__standing")
    rows = rows.prefetch_related(Prefetch("plan__person__samples", queryset=waiting, to_attr="waiting"))
    return rows.order_by("-plan__person__standing__probability", "path", "plan", "number")


def left_undone(officer: Officer, day: date, *, place: Unit | None = None) -> QuerySet[Check]:
    """Checks of earlier days that nobody did, the oldest first (còn sót)."""
    rows = Check.objects.filter(
        path__under=within(officer, place), day__lt=day, outcome=Outcome.DUE, plan__ended_on=None
    )
    return rows.select_related("plan", "plan__person").order_by("day", "id")


def within(officer: Officer, place: Unit | None) -> str:
    """The path to read: the wanted place when it stands in the officer's, else the officer's own."""
    own = policies.area(officer)
    return place.path if place and place.path.startswith(own) else own
