"""What the charts of case work count (số liệu cho biểu đồ)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import COUNTED, Case, CommuneTold, Standing, Tally
from vungxanh.apps.cases.queries.lists import in_place, within
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.clockwork import Delay, Told, delays
from vungxanh.core.casework.curve import Occurrence
from vungxanh.core.casework.small_numbers import all_shown
from vungxanh.core.casework.times import midnight


@dataclass(frozen=True, slots=True)
class CommuneCount:
    """How many people stand in a commune; None where there are some, but fewer than five."""

    unit: Unit
    count: int | None


@dataclass(frozen=True, slots=True)
class CommuneDelay:
    """A commune's delay from test to notice; `unit` is None for the whole place."""

    unit: Unit | None
    delay: Delay


def occurrences(officer: Officer, first: date, *, place: Unit | None = None) -> list[Occurrence]:
    """The cases of the place from a day on, counted by onset and test (1 query)."""
    rows = Case.objects.filter(in_place(officer, place), classification__in=COUNTED, turned_negative=False)
    rows = rows.filter(Q(onset_on__gte=first) | Q(tested_on__gte=first))
    found = rows.values_list("tested_on", "onset_on").annotate(Count("pk")).order_by()
    return [Occurrence(day, onset, count=count) for tested, onset, count in found if (day := tested or onset)]


def standings_by_commune(
    officer: Officer, *, level: int | None = None, place: Unit | None = None, plain: bool = False
) -> list[CommuneCount]:
    """Every commune of the place with who stands there, most first, those not told after them (2 queries).

    Small numbers are hidden unless `plain`: a page that is not handed on asks so, and who reads identities is told.
    """
    path = within(officer, place)
    rows = Tally.objects.filter(path__under=path)
    rows = rows.filter(level=level) if level is not None else rows
    counts = dict(rows.values_list("path").annotate(Sum("count")).order_by())
    communes = Unit.objects.filter(path__under=path, level=Level.COMMUNE, ended_on=None).order_by("path")
    here = {unit.pk: counts.get(unit.path, 0) for unit in communes}
    shown = here if plain and policies.counts_plainly(officer) else all_shown(here)
    found = [CommuneCount(unit, shown[unit.pk]) for unit in communes]
    return sorted(found, key=lambda each: -each.count if each.count else 1 if each.count is None else 2)


def around(commune: Unit) -> list[Unit]:
    """The other communes of its district: where it lies, and nothing of who stands there (1 query)."""
    others = Unit.objects.filter(parent=commune.parent_id, level=Level.COMMUNE, ended_on=None).exclude(pk=commune.pk)
    return list(others.order_by("path"))


def notice_delays(officer: Officer, since: date, *, place: Unit | None = None) -> list[CommuneDelay]:
    """From the result of a case to the notice, by the commune that had to be told of its contacts (4 queries).

    Each commune has its own time, wherever the case lives: one that was told a day after the others is seen to be late.
    A result whose hour nobody wrote down counts from the beginning of its day.
    """
    path = within(officer, place)
    tested = Case.objects.filter(classification__in=COUNTED, tested_on__gte=since)
    found = {
        key: result or midnight(on) for key, result, on in tested.values_list("pk", "result_at", "tested_on") if on
    }
    reached = Standing.objects.filter(case__in=tested, level__gte=1, path__under=path)
    told = CommuneTold.objects.filter(case__in=tested, path__under=path)
    pairs = reached.values_list("case", "path").distinct().order_by()
    at: dict[tuple[int, str], datetime | None] = dict.fromkeys(pairs)
    at |= {(case, where): moment for case, where, moment in told.values_list("case", "path", "at")}
    units = Unit.objects.in_bulk({where for _case, where in at}, field_name="path")
    measured = delays(Told(units[where].pk, found[case], moment) for (case, where), moment in at.items())
    named = {unit.pk: unit for unit in units.values()}
    return [CommuneDelay(named.get(one.commune or 0), one) for one in measured]
