"""The league table of a directive's page, sorted by its address (bảng xếp hạng)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vungxanh.apps.insight import findings, links
from vungxanh.apps.insight.league import SMALLEST, Measure, Place, ranked
from vungxanh.apps.insight.queries.figures import Figures, UnitLine
from vungxanh.apps.org.models import Level

SHOWN = 10
# Most telling first: like is ranked with like only.
ORDER = (Level.COMMUNE, Level.DISTRICT, Level.DEPARTMENT, Level.MASS_ORGANISATION, Level.SERVICE, Level.ENTERPRISE)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place with the work list behind it."""

    place: Place
    url: str


@dataclass(frozen=True, slots=True)
class Standings:
    """What the league table shows and the links that change it; `others` share the last rank shown, beyond the cut."""

    title: str
    measure: Measure
    rows: list[Ranked]
    count: int
    smallest: int
    of_due: bool
    levels: list[dict[str, object]]
    measures: list[dict[str, object]]
    all_url: str
    others: int


def standings(figures: Figures, asked: Mapping[str, str]) -> Standings | None:
    """Rank the units of the level asked for (`level`) by the measure asked for (`sort`); None without units."""
    groups = {level: lines for level in ORDER if (lines := _lines(figures, level))}
    if not groups:
        return None
    level = next((each for each in groups if each.value == asked.get("level")), next(iter(groups)))
    measure = Measure.LATE if asked.get("sort") == Measure.LATE else Measure.ON_TIME
    places = ranked(groups[level], measure)
    limit = len(places) if asked.get("rows") == "all" else SHOWN
    lists = links.Worklists(figures.scope)
    return Standings(
        title=_title(places, measure),
        measure=measure,
        rows=[Ranked(place, lists(unit=place.line.unit)) for place in places[:limit]],
        count=len(places),
        smallest=SMALLEST,
        of_due=measure is Measure.ON_TIME,
        levels=[_option(figures, str(each.label), each == level, each, measure) for each in groups],
        measures=[
            _option(figures, _("Xong đúng hạn"), measure is Measure.ON_TIME, level, Measure.ON_TIME),
            _option(figures, _("Quá hạn"), measure is Measure.LATE, level, Measure.LATE),
        ],
        all_url=_url(figures, level, measure, "all") if limit < len(places) else "",
        others=_level_with_last(places, limit),
    )


def _lines(figures: Figures, level: Level) -> list[UnitLine]:
    """The units of a level with work; a district stands for itself here, without its communes."""
    return [line for line in figures.of_level(level) if line.tally.base]


def _level_with_last(places: list[Place], shown: int) -> int:
    """How many units beyond those shown share the rank of the last shown."""
    rank = places[shown - 1].rank if len(places) > shown else None
    return sum(place.rank == rank for place in places[shown:]) if rank else 0


def _title(places: list[Place], measure: Measure) -> str:
    if measure is Measure.ON_TIME:
        return findings.best_on_time(
            sum(place.share == 1 for place in places), sum(place.share is not None for place in places)
        )
    return findings.most_late(sum(bool(place.share) for place in places), len(places))


def _option(figures: Figures, label: str, active: bool, level: Level, measure: Measure) -> dict[str, object]:
    return {"label": label, "url": _url(figures, level, measure), "active": active}


def _url(figures: Figures, level: Level, measure: Measure, rows: str = "") -> str:
    scope = figures.scope
    url = links.dashboard(scope.directive.pk, scope.part, level=level.value, sort=measure.value, rows=rows)
    return f"{url}#xep-hang"
