"""The charts of a directive's page, each with its finding (biểu đồ)."""

from collections.abc import Collection, Iterable

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vungxanh.apps.insight import findings, links
from vungxanh.apps.insight.queries.course import Course
from vungxanh.apps.insight.queries.figures import Figures, TaskLine, UnitLine
from vungxanh.apps.insight.queries.tallies import Tally, together
from vungxanh.apps.org.models import Level, Unit
from vungxanh.ui import formats
from vungxanh.ui.svg import MapLabel, MapPoint, Series, StackedRow, dot_map, line_chart, stacked_bar

LONGEST_LABEL = 40
MOST_BODIES = 12
MOST_SECTORS = 10


def number(value: int) -> str:
    """A count as the reader writes it."""
    return formats.number(value, get_language() or "vi")


def short(text: str, most: int = LONGEST_LABEL) -> str:
    """The beginning of a text that fits beside a number on a phone, cut at a word."""
    text = " ".join(text.split()).lstrip("-+ ")
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def name_of(sector: str) -> str:
    """A sector as a heading."""
    return sector[:1].upper() + sector[1:] if sector else _("Chưa ghi lĩnh vực")


def base_note(tally: Tally) -> str:
    """What the shares are taken of."""
    said = ngettext("mẫu số: %(base)s nhiệm vụ", "mẫu số: %(base)s nhiệm vụ", tally.base) % {"base": number(tally.base)}
    if tally.counts.closed:
        said += ", " + ngettext("không kể %(closed)s đã đóng", "không kể %(closed)s đã đóng", tally.counts.closed) % {
            "closed": number(tally.counts.closed)
        }
    return said


def worst_first(lines: Iterable[UnitLine]) -> list[UnitLine]:
    """The least reported first; among equals the one with more overdue."""
    some = [line for line in lines if line.tally.base]
    return sorted(some, key=lambda line: (line.tally.share_done or 0, -line.tally.counts.late_open, line.unit.path))


def by_level(figures: Figures) -> SafeString:
    """The state of work at each level of administration."""
    some = [(level, figures.levels[level]) for level in Level if level in figures.levels and figures.levels[level].base]
    rows = [StackedRow(str(level.label), tally.segments) for level, tally in some]
    slowest = min(some, key=lambda each: each[1].share_done or 0, default=None)
    title = findings.slowest(str(slowest[0].label) if slowest else "", slowest[1].share_done if slowest else None)
    return stacked_bar(rows, title=title, note=base_note(figures.total))


def by_task(figures: Figures) -> SafeString:
    """The state of each task of the letter, in its order."""
    lists = links.Worklists(figures.scope)
    rows = [StackedRow(_task_name(line), line.tally.segments, lists(task=line.task.pk)) for line in figures.tasks]
    some = [line for line in figures.tasks if line.tally.base]
    worst = min(some, key=lambda line: line.tally.share_done or 0, default=None)
    name = findings.task_name(worst.task.position) if worst else ""
    title = findings.slowest(name, worst.tally.share_done if worst else None)
    note = ngettext(
        "%(tasks)s việc của văn bản, theo thứ tự trong văn bản",
        "%(tasks)s việc của văn bản, theo thứ tự trong văn bản",
        len(rows),
    ) % {"tasks": number(len(rows))}
    return stacked_bar(rows, title=title, note=note)


def _task_name(line: TaskLine) -> str:
    return short(f"{line.task.position}. {line.task.text}")


def by_sector(figures: Figures) -> SafeString:
    """The state of the largest sectors' agencies, least reported first, the rest in one row."""
    largest = sorted(figures.sectors.items(), key=lambda each: (-each[1].base, each[0]))
    shown = [each for each in largest[:MOST_SECTORS] if each[1].base]
    shown.sort(key=lambda each: (each[1].share_done or 0, each[0]))
    rows = [StackedRow(name_of(name), tally.segments) for name, tally in shown]
    if rest := largest[MOST_SECTORS:]:
        name = ngettext("%(n)s lĩnh vực khác", "%(n)s lĩnh vực khác", len(rest)) % {"n": number(len(rest))}
        rows.append(StackedRow(name, together(tally for _name, tally in rest).segments))
    title = findings.slowest(name_of(shown[0][0]) if shown else "", shown[0][1].share_done if shown else None)
    return stacked_bar(rows, title=title, note=_("cơ quan, đoàn thể, đơn vị, doanh nghiệp theo lĩnh vực"))


def by_body(figures: Figures) -> SafeString:
    """The agencies that lag most, each leading to its work."""
    bodies = [line for line in figures.bodies if line.tally.base]
    lagging = sorted(bodies, key=lambda b: (-b.tally.counts.late_open, b.tally.share_done or 0, b.unit.path))
    late = [line.tally.counts.late_open for line in lagging]
    title = findings.worst_unit(lagging[0].unit.name if lagging else "", late)
    shown = {"shown": number(min(MOST_BODIES, len(lagging))), "all": number(len(lagging))}
    note = _("%(shown)s trên %(all)s cơ quan, nhiều việc quá hạn trước") % shown
    lists = links.Worklists(figures.scope)
    rows = [StackedRow(short(b.unit.name), b.tally.segments, lists(unit=b.unit)) for b in lagging[:MOST_BODIES]]
    return stacked_bar(rows, title=title, note=note)


def by_district(figures: Figures) -> SafeString:
    """The state of each district with its communes, least reported first, leading to its own page."""
    lines = worst_first(figures.districts)
    pk = figures.scope.directive.pk
    rows = [StackedRow(line.unit.name, line.tally.segments, links.dashboard(pk, line.unit)) for line in lines]
    title = findings.slowest(lines[0].unit.name, lines[0].tally.share_done) if lines else findings.slowest("", None)
    return stacked_bar(rows, title=title, note=_("kể cả các xã và đơn vị trực thuộc; chọn một huyện để xem riêng"))


def commune_map(figures: Figures) -> SafeString:
    """Communes by share reported, sized by their number of tasks; the list beside it has the worst first.

    Where nothing has coordinates there is no map: the worst communes are drawn as bars instead.
    """
    lines = worst_first(figures.communes)
    lists = links.Worklists(figures.scope)
    title = findings.low_communes([line.tally.share_done or 0.0 for line in lines])
    districts = {line.district.code: line.district for line in lines if line.district}
    somewhere = _middle([*districts.values(), *(line.unit for line in lines)])
    if somewhere is None:
        rows = [StackedRow(line.unit.name, line.tally.segments, lists(unit=line.unit)) for line in lines[:MOST_BODIES]]
        return stacked_bar(rows, title=title, note=_("chưa xã nào có tọa độ nên chưa vẽ được bản đồ"))
    said, language = _("%(done)s/%(base)s nhiệm vụ"), get_language() or "vi"
    points = [_point(line, said, language, lists(unit=line.unit)) for line in lines]
    located = {point.group for point in points if point.located}
    labels = [_label(district, located, somewhere) for district in districts.values()]
    unlocated = sum(not point.located for point in points)
    note = _("tỷ lệ nhiệm vụ đã báo cáo; xã gồm xã, phường, thị trấn")
    if unlocated:
        note += "; " + ngettext(
            "%(n)s xã chưa có tọa độ đặt cạnh trung tâm huyện",
            "%(n)s xã chưa có tọa độ đặt cạnh trung tâm huyện",
            unlocated,
        ) % {"n": number(unlocated)}
    return dot_map(points, title=title, labels=labels, note=note, area=_("số nhiệm vụ"))


def _middle(units: Iterable[Unit]) -> tuple[float, float] | None:
    """The mean place of the units whose coordinates are known."""
    places = [(u.latitude, u.longitude) for u in units if u.latitude is not None and u.longitude is not None]
    if not places:
        return None
    return sum(lat for lat, _lon in places) / len(places), sum(lon for _lat, lon in places) / len(places)


def _label(district: Unit, located: Collection[str], somewhere: tuple[float, float]) -> MapLabel:
    """A district's name at its centre; one of which nothing is located stands amid the others."""
    lat, lon = district.latitude, district.longitude
    if (lat is None or lon is None) and district.code not in located:
        lat, lon = somewhere
    return MapLabel(district.code, _place_name(district.name), lat, lon)


def _point(line: UnitLine, said: str, language: str, url: str) -> MapPoint:
    """A commune's dot; words and language come from the caller, for there are hundreds of dots."""
    tally, unit = line.tally, line.unit
    done, base = formats.number(tally.done, language), formats.number(tally.base, language)
    return MapPoint(
        id=unit.code,
        name=unit.name,
        lat=unit.latitude,
        lon=unit.longitude,
        group=line.district.code if line.district else "",
        shade=tally.share_done,
        area=tally.base,
        value=said % {"done": done, "base": base},
        href=url,
    )


def _place_name(name: str) -> str:
    """A district's name without its kind, as a map writes it."""
    for kind in ("Thành phố ", "Thị xã ", "Huyện "):
        name = name.removeprefix(kind)
    return name


def over_time(course: Course) -> SafeString:
    """Given, reported and accepted, added up day by day."""
    language = get_language() or "vi"
    series = [
        Series(_("Đã giao"), course.assigned, "goal"),
        Series(_("Đã báo cáo"), course.reported, "l0"),
        Series(_("Đã duyệt"), course.accepted, "l1"),
    ]
    labels = [formats.day(day, language) for day in course.days]
    title = findings.course(course.reported[-1], course.assigned[-1], course.working_days)
    return line_chart(series, labels, title=title, note=_("cộng dồn theo ngày làm việc kể từ ngày phát hành"))
