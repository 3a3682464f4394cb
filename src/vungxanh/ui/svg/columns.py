"""Columns over time from a zero baseline: counts a day or a week, the suppressed ones hatched (biểu đồ cột)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.ui.svg.figure import figure, hatch, key_of, pct, svg, table, ticks, written
from vungxanh.ui.svg.markup import EMPTY, fill, join

HEIGHT = 200
TOP = 22
# Of the room of one column; the rest keeps columns apart.
FILLED = 0.82
MOST_LABELS = 4


@dataclass(frozen=True)
class Column:
    """One stretch of time; a value of None is suppressed. The tone is `accent`, `danger`, `calm` or nothing."""

    label: str
    value: float | None
    tone: str = ""


def column_chart(
    columns: Sequence[Column],
    *,
    title: str,
    note: str = "",
    ceiling: float = 0,
    reason: str = "",
    limit: float | None = None,
    counted: str = "",
) -> SafeString:
    """Draw one column a day or week; `counted` heads the table's numbers, `limit` is a line across with its number.

    Suppressed values are hatched, all of them up to `ceiling` whatever they are, and the key says so with the `reason`.
    """
    key = key_of("columns", title, note, [column.label for column in columns])
    highest = max([ceiling if column.value is None else column.value for column in columns] + [limit or 0]) or 1
    levels = [level for level in ticks(highest) if float(level).is_integer()]
    top = max(levels[-1], highest)
    body = hatch(key) + _grid(levels, top) + join(_drawn(columns, top, ceiling, key, reason))
    body += _limit(limit, top) if limit is not None else EMPTY
    body += _times([column.label for column in columns])
    drawing = svg(key, title, note or title, body, size=fill('width="100%" height="{}"', TOP + HEIGHT + 28))
    rows = [(column.label, reason if column.value is None else written(column.value)) for column in columns]
    data = table(title, [_("Thời điểm"), counted or _("Giá trị")], rows)
    words = _key(key, reason) if any(column.value is None for column in columns) else EMPTY
    return figure(title, note, words, drawing, data, kind="time-columns")


def _height(value: float, top: float) -> float:
    return HEIGHT * min(value / top, 1)


def _drawn(columns: Sequence[Column], top: float, ceiling: float, key: str, reason: str) -> list[SafeString]:
    width = 1 / max(len(columns), 1)
    hatching = fill('fill="url(#{}-hatch)"', key)
    parts = []
    for number, column in enumerate(columns):
        high = _height(ceiling if column.value is None else column.value, top)
        parts.append(
            fill(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}" {}><title>{}: {}</title></rect>',
                "held-back" if column.value is None else f"bar {column.tone}".strip(),
                pct(width * (number + (1 - FILLED) / 2)),
                f"{TOP + HEIGHT - high:.1f}",
                pct(width * FILLED),
                f"{high:.1f}",
                hatching if column.value is None else EMPTY,
                column.label,
                reason if column.value is None else written(column.value),
            )
        )
    return parts


def _grid(levels: Sequence[float], top: float) -> SafeString:
    form = '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"></line><text class="level t-soft" x="0" y="{}">{}</text>'
    parts = []
    for level in levels:
        y = TOP + HEIGHT - _height(level, top)
        words = written(level) if level else ""
        parts.append(fill(form, "grid" if level else "axis", f"{y:.1f}", f"{y:.1f}", f"{y - 4:.1f}", words))
    return join(parts)


def _limit(limit: float, top: float) -> SafeString:
    y = TOP + HEIGHT - _height(limit, top)
    return fill(
        '<line class="target" x1="0" x2="100%" y1="{}" y2="{}" stroke-dasharray="6 4"></line>'
        '<text class="level t-strong" x="100%" y="{}" text-anchor="end">{} {}</text>',
        f"{y:.1f}",
        f"{y:.1f}",
        f"{y - 5:.1f}",
        _("ngưỡng"),
        written(round(limit)),
    )


def _times(labels: Sequence[str]) -> SafeString:
    """A few labels under their columns: the first, the last, and some between."""
    count = len(labels)
    if not count:
        return EMPTY
    parts = []
    for number in sorted({round(place * (count - 1) / (MOST_LABELS - 1)) for place in range(MOST_LABELS)}):
        anchor = "middle" if 0 < number < count - 1 or count == 1 else "end" if number else "start"
        x = {"start": 0.0, "end": 1.0}.get(anchor, (number + 0.5) / count)
        parts.append(
            fill(
                '<text class="t-soft" x="{}" y="{}" text-anchor="{}">{}</text>',
                pct(x),
                TOP + HEIGHT + 20,
                anchor,
                labels[number],
            )
        )
    return join(parts)


def _key(key: str, reason: str) -> SafeString:
    return fill(
        '<ul class="key"><li><svg aria-hidden="true" viewBox="0 0 14 14">'
        '<rect width="14" height="14" fill="url(#{}-hatch)"></rect></svg>{}</li></ul>',
        key,
        "; ".join(filter(None, [reason, _("cột gạch chéo nào cũng cao bằng nhau, không cho biết số")])),
    )
