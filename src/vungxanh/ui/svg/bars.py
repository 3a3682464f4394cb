"""Bars from a zero baseline: one value a row, or the states of work a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.ui import states
from vungxanh.ui.svg.figure import figure, hatch, key_of, pct, svg, table, written
from vungxanh.ui.svg.markup import EMPTY, fill, join

ROW = 42
BAR = 12
ORDER = ("done", "waiting", "doing", "not-started", "overdue")
TEXT_ON = {"done": "t-in", "waiting": "t-in-dark", "doing": "t-in", "not-started": "", "overdue": "t-in"}
ROOM_FOR_DIGIT = 0.03


@dataclass(frozen=True)
class Bar:
    """One row; a value of None is suppressed and drawn hatched with its reason.

    The tone is `accent`, `danger`, `calm` or nothing.
    """

    label: str
    value: float | None
    tone: str = ""
    href: str = ""
    reason: str = ""


@dataclass(frozen=True)
class StackedRow:
    """One row of counts by state (`not-started`, `doing`, `waiting`, `done`, `overdue`).

    `full` is the whole name where `label` is a shorter one: it is shown on pointing and stands in the table.
    """

    label: str
    counts: Mapping[str, int] = field(default_factory=dict)
    href: str = ""
    full: str = ""

    @property
    def total(self) -> int:
        """All counts together."""
        return sum(self.counts.values())


def _row(y: int, label: str, value: str, body: SafeString, href: str, full: str = "") -> SafeString:
    whole = fill("<title>{}: {}</title>", full, value) if full and full != label else EMPTY
    inner = whole + fill(
        '<rect class="hit" x="0" y="{}" width="100%" height="{}" fill="none"></rect><text x="0" y="{}">{}</text>'
        '<text class="t-strong" x="100%" y="{}" text-anchor="end">{}</text>{}',
        y,
        ROW - 4,
        y + 14,
        label,
        y + 14,
        value,
        body,
    )
    if not href:
        return fill("<g>{}</g>", inner) if whole else inner
    return fill('<a class="chart-link" href="{}">{}</a>', href, inner)


def _drawn(bar: Bar, y: int, top: float, key: str) -> SafeString:
    """Draw one bar on its track, or the hatching of a suppressed one."""
    if bar.value is None:
        return fill('<rect x="0" y="{}" width="100%" height="{}" fill="url(#{}-hatch)"></rect>', y, BAR, key)
    return fill(
        '<rect class="track" x="0" y="{}" width="100%" height="{}"></rect>'
        '<rect class="bar {}" x="0" y="{}" width="{}" height="{}"></rect>',
        y,
        BAR,
        bar.tone,
        y,
        pct(min(bar.value / top, 1)),
        BAR,
    )


def _said(bar: Bar, unit: str) -> str:
    return written(bar.value, unit) if bar.value is not None else bar.reason or _("ẩn")


def _target(bars: Sequence[Bar], at: str) -> SafeString:
    """Mark the goal across each bar that has a value."""
    marks = [i * ROW for i, bar in enumerate(bars) if bar.value is not None]
    line = '<line class="target" x1="{}" x2="{}" y1="{}" y2="{}"></line>'
    return join(fill(line, at, at, y + 18, y + 24 + BAR) for y in marks)


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    note: str = "",
    unit: str = "",
    maximum: float | None = None,
    goal: float | None = None,
) -> SafeString:
    """Draw one bar a row with its value beside it; unit `%` takes shares, `goal` is marked across the bars."""
    key = key_of("bar", title, note, [bar.label for bar in bars])
    top = maximum or max([bar.value or 0 for bar in bars] + [goal or 0]) or 1
    rows = join(
        _row(i * ROW, bar.label, _said(bar, unit), _drawn(bar, i * ROW + 21, top, key), bar.href)
        for i, bar in enumerate(bars)
    )
    if goal is not None:
        rows += _target(bars, pct(goal / top))
        note = " · ".join(filter(None, [note, _("vạch đậm: mục tiêu %(goal)s") % {"goal": written(goal, unit)}]))
    size = fill('width="100%" height="{}"', len(bars) * ROW)
    drawing = svg(key, title, note or title, hatch(key) + rows, size=size, links=any(bar.href for bar in bars))
    data = table(title, [_("Đơn vị"), _("Giá trị")], [(bar.label, _said(bar, unit)) for bar in bars])
    return figure(title, note, drawing, data, kind="bars")


def _key(present: Sequence[str]) -> SafeString:
    items = [
        fill(
            '<li><svg aria-hidden="true" viewBox="0 0 14 14">'
            '<rect class="state-fill-{}" width="14" height="14" rx="2"></rect></svg>{}</li>',
            state,
            states.WORDS[state],
        )
        for state in present
    ]
    return fill('<ul class="key">{}</ul>', join(items))


def _segments(row: StackedRow, whole: float, y: int) -> SafeString:
    parts, x = [], 0.0
    for state in ORDER:
        count = row.counts.get(state, 0)
        width = count / whole
        if not count:
            continue
        parts.append(
            fill(
                '<rect class="state-fill-{}" x="{}" y="{}" width="{}" height="20"></rect>',
                state,
                pct(x),
                y + 20,
                pct(width),
            )
        )
        if width > ROOM_FOR_DIGIT * (len(written(count)) + 1):
            parts.append(
                fill(
                    '<text class="t-on {}" x="{}" y="{}" text-anchor="middle">{}</text>',
                    TEXT_ON[state],
                    pct(x + width / 2),
                    y + 34.5,
                    written(count),
                )
            )
        x += width
    return join(parts)


def stacked_bar(rows: Sequence[StackedRow], *, title: str, note: str = "", share: bool = True) -> SafeString:
    """Draw the states of each row; `share` gives every row the full width, otherwise rows keep one common scale."""
    key = key_of("stacked", title, note, [row.label for row in rows])
    longest = max([row.total for row in rows], default=0) or 1
    step = ROW + 8
    drawn = [
        _row(
            i * step,
            row.label,
            written(row.total),
            _segments(row, (row.total if share else longest) or 1, i * step),
            row.href,
            row.full,
        )
        for i, row in enumerate(rows)
    ]
    size = fill('width="100%" height="{}"', len(rows) * step)
    drawing = svg(key, title, note or title, join(drawn), size=size, links=any(row.href for row in rows))
    present = [state for state in ORDER if any(row.counts.get(state) for row in rows)]
    head = [_("Đơn vị"), *(str(states.WORDS[state]) for state in ORDER), _("Tổng")]
    body = [
        (row.full or row.label, *(written(row.counts.get(state, 0)) for state in ORDER), written(row.total))
        for row in rows
    ]
    return figure(title, note, _key(present), drawing, table(title, head, body), kind="stacked")
