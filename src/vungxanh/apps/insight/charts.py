"""The charts of a directive's page, each with its finding (biểu đồ)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import DirectiveTask
from vungxanh.apps.insight import findings, links
from vungxanh.apps.insight.laggards import Slowest, slowest, worst_first
from vungxanh.apps.insight.queries.course import Course
from vungxanh.apps.insight.queries.figures import Figures, TaskLine, UnitLine
from vungxanh.apps.insight.queries.tallies import Tally, together
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.titles import title_of
from vungxanh.core.text.phrases import shortened
from vungxanh.ui import formats
from vungxanh.ui.svg import Series, StackedRow, line_chart, stacked_bar

LONGEST_LABEL = 40
MOST_BODIES = 12
MOST_SECTORS = 10


def number(value: int) -> str:
    """A count as the reader writes it."""
    return formats.number(value, get_language() or "vi")


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


def tally_of(line: UnitLine | TaskLine) -> Tally:
    """What a line counts."""
    return line.tally


def row(name: str, tally: Tally, href: str = "") -> StackedRow:
    """A bar with a label that fits beside a number on a phone; the whole name stands behind it."""
    return StackedRow(shortened(name, LONGEST_LABEL), tally.segments, href, full=name)


def by_level(figures: Figures) -> SafeString:
    """The state of work at each level of administration."""
    some = [(level, figures.levels[level]) for level in Level if level in figures.levels and figures.levels[level].base]
    rows = [row(str(level.label), tally) for level, tally in some]
    worst = slowest(some, lambda each: each[1])
    title = _title(worst, str(worst.line[0].label) if worst else "", findings.other_groups)
    note = base_note(figures.total)
    if figures.has_attached:
        note += "; " + _("đơn vị sự nghiệp, doanh nghiệp thuộc sở, huyện tính vào sở, huyện")
    return stacked_bar(rows, title=title, note=note)


def _title(worst: Slowest[Any] | None, name: str, others: Callable[[int], str]) -> str:
    """The slowest by name, and how many are as slow."""
    if worst is None:
        return findings.slowest("", None)
    if worst.of == 1:
        return findings.only(name, worst.share)
    return findings.slowest(name, worst.share, others(worst.others))


def by_task(figures: Figures) -> SafeString:
    """The state of each task of the letter, in its order."""
    lists = links.Worklists(figures.scope)
    rows = [row(task_label(line.task), line.tally, lists(task=line.task.pk)) for line in figures.tasks]
    worst = slowest(figures.tasks, tally_of)
    name = findings.task_name(worst.line.task.position) if worst else ""
    title = _title(worst, name, findings.other_tasks)
    note = ngettext(
        "%(tasks)s việc của văn bản, theo thứ tự trong văn bản",
        "%(tasks)s việc của văn bản, theo thứ tự trong văn bản",
        len(rows),
    ) % {"tasks": number(len(rows))}
    return stacked_bar(rows, title=title, note=note)


def task_label(task: DirectiveTask) -> str:
    """A task by its number and what is to be done."""
    return f"{task.position}. {title_of(task)}"


def by_sector(figures: Figures) -> SafeString:
    """The state of the largest sectors' agencies, least reported first, the rest in one row."""
    largest = sorted(figures.sectors.items(), key=lambda each: (-each[1].base, each[0]))
    shown = [each for each in largest[:MOST_SECTORS] if each[1].base]
    shown = worst_first(shown, lambda each: each[1])
    rows = [row(name_of(name), tally) for name, tally in shown]
    if rest := largest[MOST_SECTORS:]:
        name = ngettext("%(n)s lĩnh vực khác", "%(n)s lĩnh vực khác", len(rest)) % {"n": number(len(rest))}
        rows.append(row(name, together(tally for _name, tally in rest)))
    worst = slowest(shown, lambda each: each[1])
    title = _title(worst, name_of(worst.line[0]) if worst else "", findings.other_sectors)
    return stacked_bar(rows, title=title, note=_("cơ quan, đoàn thể, đơn vị, doanh nghiệp theo lĩnh vực"))


def by_body(figures: Figures) -> SafeString:
    """The agencies that lag most, each leading to its work."""
    bodies = [line for line in figures.bodies if line.tally.base]
    lagging = sorted(worst_first(bodies, tally_of), key=lambda line: -line.tally.counts.late_open)
    late = [line.tally.counts.late_open for line in lagging]
    title = findings.worst_unit(lagging[0].unit.name if lagging else "", late)
    shown = {"shown": number(min(MOST_BODIES, len(lagging))), "all": number(len(lagging))}
    note = _("%(shown)s trên %(all)s cơ quan, nhiều việc quá hạn trước, rồi ít báo cáo trước") % shown
    if more := findings.other_units(_level_with_last(lagging, MOST_BODIES)):
        note += "; " + _("cuối bảng: %(more)s như vậy") % {"more": more}
    lists = links.Worklists(figures.scope)
    rows = [row(b.unit.name, b.tally, lists(unit=b.unit)) for b in lagging[:MOST_BODIES]]
    return stacked_bar(rows, title=title, note=note)


def _level_with_last(lines: Sequence[UnitLine], shown: int) -> int:
    """How many lines beyond those shown lag exactly as much as the last shown."""
    if len(lines) <= shown:
        return 0
    last = lines[shown - 1].tally
    same = (last.counts.late_open, last.share_done)
    return sum((line.tally.counts.late_open, line.tally.share_done) == same for line in lines[shown:])


def by_district(figures: Figures) -> SafeString:
    """The state of each district with its communes, least reported first, leading to its own page."""
    lines = worst_first(figures.districts, tally_of)
    worst = slowest(lines, tally_of)
    pk = figures.scope.directive.pk
    rows = [row(line.unit.name, line.tally, links.dashboard(pk, line.unit)) for line in lines]
    title = _title(worst, worst.line.unit.name if worst else "", findings.other_districts)
    return stacked_bar(rows, title=title, note=_("kể cả các xã và đơn vị trực thuộc; chọn một huyện để xem riêng"))


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
