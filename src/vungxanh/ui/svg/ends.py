"""Where the names at the ends of lines stand, so that none covers another name or any line (nhãn cuối đường)."""

from collections.abc import Sequence
from dataclasses import dataclass

GLYPH = 7.6
ASCENT, DESCENT = 12.0, 4.0
CLEAR = 2.0
STEP = 2.0

Height = float | None


@dataclass(frozen=True, slots=True)
class End:
    """A name to write at the right edge: its text and the height at which its line ends."""

    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of height that is taken, from `top` down to `bottom`."""

    top: float
    bottom: float

    def overlap(self, other: "Span") -> float:
        """How much of the height both take."""
        return max(0.0, min(self.bottom, other.bottom) - max(self.top, other.top))


def taken_by(baseline: float) -> Span:
    """The height a name takes when its baseline is here."""
    return Span(baseline - ASCENT, baseline + DESCENT)


def reach(heights: Sequence[Height], share: float) -> Span | None:
    """The height a line takes within the last `share` of its width; None where it does not come so far."""
    last = max(len(heights) - 1, 1)
    start = max(1 - share, 0.0) * last
    found = [y for i, y in enumerate(heights) if y is not None and i >= start]
    before = int(start)
    if start > before and before + 1 < len(heights):
        left, right = heights[before], heights[before + 1]
        if left is not None and right is not None:
            found.append(left + (right - left) * (start - before))
    return Span(min(found) - CLEAR, max(found) + CLEAR) if found else None


def baselines(
    ends: Sequence[End], lines: Sequence[Sequence[Height]], *, width: float, top: float, bottom: float
) -> list[float]:
    """The baseline of each name in a drawing so wide: nearest to its line's end where nothing else stands.

    Names keep the order of their lines where there is room for that. Where there is no free height between `top` and
    `bottom` at all, the one that covers least is taken.
    """
    falling = sorted(range(len(ends)), key=lambda i: ends[i].y)
    down = _placed(ends, lines, falling, width=width, top=top, bottom=bottom)
    if not down[1]:
        return down[0]
    up = _placed(ends, lines, falling[::-1], width=width, top=top, bottom=bottom)
    return up[0] if up[1] < down[1] else down[0]


def _placed(
    ends: Sequence[End],
    lines: Sequence[Sequence[Height]],
    order: Sequence[int],
    *,
    width: float,
    top: float,
    bottom: float,
) -> tuple[list[float], float]:
    """The baselines when names are placed in this order, from the top down or from below upwards; what they cover."""
    placed: dict[int, float] = {}
    covered = 0.0
    rising = len(order) > 1 and ends[order[0]].y > ends[order[-1]].y
    for index in order:
        end = ends[index]
        share = min(len(end.text) * GLYPH / width, 1.0)
        taken = [span for line in lines if (span := reach(line, share))]
        taken += [Span(at.top - CLEAR, at.bottom + CLEAR) for at in map(taken_by, placed.values())]
        first = top if rising else max(placed.values(), default=top)
        last = min(placed.values(), default=bottom) if rising else bottom
        y, over = _nearest(end.y, taken, first, last)
        placed[index] = y if not over else _nearest(end.y, taken, top, bottom)[0]
        covered += over
    return [placed[i] for i in range(len(ends))], covered


def _nearest(y: float, taken: Sequence[Span], top: float, bottom: float) -> tuple[float, float]:
    """The free baseline nearest to a line's end, and how much it covers where none is free."""
    steps = int((bottom - top) / STEP) + 1
    tries = sorted((top + i * STEP for i in range(steps)), key=lambda at: (abs(at + DESCENT - y), at))
    covered = ((sum(span.overlap(taken_by(at)) for span in taken), place) for place, at in enumerate(tries))
    least, place = min(covered)
    return tries[place], least
