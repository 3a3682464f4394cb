"""Lines over time: a chart with direct labels, small multiples on one scale, and a word-sized sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.ui.svg.ends import ASCENT, DESCENT, End, baselines
from vungxanh.ui.svg.figure import figure, key_of, pct, svg, table, ticks, written
from vungxanh.ui.svg.markup import fill, join

HEIGHT = 210
TOP = 22
# The width in pixels that names are placed for: a name takes more of a narrow drawing, so more lines pass under it.
WIDTHS = {"wide": 440.0, "narrow": 280.0}


@dataclass(frozen=True)
class Series:
    """One line: a value for each label of the time axis, None where nothing was counted; tone `goal` is dashed."""

    name: str
    values: Sequence[float | None]
    tone: str = ""


def _paths(values: Sequence[float | None], top: float, tone: str) -> SafeString:
    """Draw a line in a 100 × 100 box; a gap in the counting is a gap in the line.

    What was counted once only is a level line; what stands alone between gaps is a dot.
    """
    if len(values) == 1:
        values = [*values, *values]
    last = max(len(values) - 1, 1)
    pieces: list[list[str]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{index / last * 100:.2f} {100 - value / top * 100:.2f}")
    path = " ".join("M" + "L".join(piece if len(piece) > 1 else piece * 2) for piece in pieces if piece)
    return fill('<path class="line {}" d="{}"></path>', tone, path)


def _plot(y: int, height: int, body: SafeString) -> SafeString:
    return fill(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none" '
        'overflow="visible">{}</svg>',
        y,
        height,
        body,
    )


def _last(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _heights(values: Sequence[float | None], top: float) -> list[float | None]:
    return [None if value is None else TOP + HEIGHT * (1 - value / top) for value in values]


def _names(series: Sequence[Series], top: float, unit: str) -> SafeString:
    """Name each line at its end, once for wide drawings and once for narrow ones."""
    lines = [_heights(s.values, top) for s in series]
    found = [(i, s, value) for i, s in enumerate(series) if (value := _last(s.values)) is not None]
    ends = [End(f"● {s.name} {written(value, unit)}", TOP + HEIGHT * (1 - value / top)) for _i, s, value in found]
    parts = []
    for kind, width in WIDTHS.items():
        heights = baselines(ends, lines, width=width, top=ASCENT, bottom=TOP + HEIGHT - DESCENT)
        words = [
            fill(
                '<text class="end-label t-strong" x="100%" y="{}" text-anchor="end">'
                '<tspan class="end-mark {}">●</tspan> {} {}</text>',
                f"{y:.1f}",
                s.tone or f"l{i}",
                s.name,
                written(value, unit),
            )
            for (i, s, value), y in zip(found, heights, strict=True)
        ]
        parts.append(fill('<g class="ends-{}">{}</g>', kind, join(words)))
    return join(parts)


def _grid(levels: Sequence[float], top: float, unit: str) -> tuple[SafeString, SafeString]:
    """Draw the level lines, which go under the curves, and their words, which go over them."""
    rules, words = [], []
    for level in levels:
        y = TOP + HEIGHT * (1 - level / top)
        rules.append(
            fill(
                '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"></line>',
                "grid" if level else "axis",
                f"{y:.1f}",
                f"{y:.1f}",
            )
        )
        words.append(fill('<text class="level t-soft" x="0" y="{}">{}</text>', f"{y - 4:.1f}", written(level, unit)))
    return join(rules), join(words)


def _times(labels: Sequence[str]) -> SafeString:
    if not labels:
        return SafeString("")
    marks = {len(labels) - 1: "end"} | {0: "start"}
    if len(labels) > 4:
        marks[(len(labels) - 1) // 2] = "middle"
    last = max(len(labels) - 1, 1)
    return join(
        fill(
            '<text class="t-soft" x="{}" y="{}" text-anchor="{}">{}</text>',
            pct(i / last),
            TOP + HEIGHT + 20,
            anchor,
            labels[i],
        )
        for i, anchor in sorted(marks.items())
    )


def line_chart(
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    title: str,
    note: str = "",
    unit: str = "",
    maximum: float | None = None,
) -> SafeString:
    """Draw progress over time with each line named at its end; unit `%` takes shares between 0 and 1."""
    key = key_of("line", title, note, labels)
    highest = maximum or max([v for s in series for v in s.values if v is not None], default=1) or 1
    levels = ticks(highest)
    top = levels[-1]
    lines = join(_paths(s.values, top, s.tone or f"l{i}") for i, s in enumerate(series))
    rules, words = _grid(levels, top, unit)
    body = rules + _plot(TOP, HEIGHT, lines) + words + _times(labels) + _names(series, top, unit)
    drawing = svg(key, title, note or title, body, size=fill('width="100%" height="{}"', TOP + HEIGHT + 28))
    rows = [
        (label, *(written(s.values[i], unit) if s.values[i] is not None else "–" for s in series))
        for i, label in enumerate(labels)
    ]
    canvas = fill('<div class="line-canvas">{}</div>', drawing)
    return figure(title, note, canvas, table(title, [_("Thời điểm"), *(s.name for s in series)], rows), kind="lines")


def small_multiples(
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    title: str,
    note: str = "",
    unit: str = "",
    maximum: float | None = None,
) -> SafeString:
    """Draw one small line a unit, all on the same scale from zero, each with its last value."""
    top = maximum or max([v for s in series for v in s.values if v is not None], default=1) or 1
    panels = []
    for one in series:
        end = written(value, unit) if (value := _last(one.values)) is not None else "–"
        key = key_of("multiple", title, one.name)
        body = fill(
            '<line class="axis" x1="0" x2="100%" y1="56" y2="56"></line>{}',
            _plot(4, 52, _paths(one.values, top, one.tone or "l0")),
        )
        drawing = svg(key, one.name, end, body, size=SafeString('width="100%" height="58"'))
        panels.append(
            fill(
                '<div class="multiple"><p class="multiple-name">{} <span class="num soft">{}</span></p>{}</div>',
                one.name,
                end,
                drawing,
            )
        )
    grid = fill('<div class="multiples">{}</div>', join(panels))
    rows = [(s.name, *(written(v, unit) if v is not None else "–" for v in s.values)) for s in series]
    return figure(title, note, grid, table(title, [_("Đơn vị"), *labels], rows), kind="small")


def sparkline(values: Sequence[float | None], *, title: str, maximum: float | None = None) -> SafeString:
    """Draw a line the size of a word; `title` says in words what it shows."""
    top = maximum or max([v for v in values if v is not None], default=1) or 1
    return fill(
        '<svg class="sparkline" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        title,
        _paths(values, top, ""),
    )
