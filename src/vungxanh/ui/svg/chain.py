"""A chain of transmission over time: a lane a person, marked by level, joined to who exposed them.

Wide, days run to the right and each lane stands below its parent; narrow, days run down and levels to the right. The
names beside the lanes are the list that keyboards use; `cases/chain.js` lights a person's way in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vungxanh.ui.svg.figure import figure, key_of, pct, svg, table
from vungxanh.ui.svg.markup import EMPTY, each, fill, join

ROW = 28
BLOCK = 24
STEP_ROW, DAY_ROW = 44, 32
COLUMN, MARGIN = 20, 14
MOST_LABELS = 12
DEEPEST = 5
# By level: told apart by shape and by filling, never by colour alone.
SHAPES = (
    "M-6-6H6V6H-6Z",
    "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6Z",
    "M0-7L7 5.5H-7Z",
    "M0-7L7 0L0 7L-7 0Z",
    "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6Z",
    "M-6-5.5H6L0 7Z",
)


@dataclass(frozen=True)
class ChainLane:
    """One lane; `joined`, `mark`, `start`, `end` and those of `marks` are days since the drawing's first midnight.

    `words` tell when and from whom. A folded level has `marks` instead of one: day, how many people, address.
    """

    key: str
    name: str
    level: int
    mark: float
    start: float
    end: float
    parent: str = ""
    joined: float | None = None
    href: str = ""
    words: str = ""
    marks: tuple[tuple[float, int, str], ...] = ()
    pale: bool = False
    likely: bool = False

    @property
    def kind(self) -> int:
        """Which shape and colour it is drawn with: the deepest levels share one."""
        return min(self.level, DEEPEST)


def chain_chart(
    lanes: Sequence[ChainLane],
    first: date,
    days: int,
    *,
    title: str,
    note: str = "",
    head: Sequence[str] = (),
    rows: Sequence[Sequence[object]] = (),
) -> SafeString:
    """Draw the lanes in the order given over so many days; `head` and `rows` are the table behind."""
    key = key_of("chain", title, note, [lane.key for lane in lanes])
    named = {lane.key: lane for lane in lanes}
    whole = fill(
        '<cases-chain class="chain-body"><p class="map-tip chain-tip" aria-live="polite">{}</p>{}{}</cases-chain>',
        _("Chỉ vào một dấu hoặc một tên để thấy đường lây đến người ấy; bấm để mở hồ sơ."),
        _wide(key, title, lanes, named, first, days),
        _narrow(key, title, lanes, named, first),
    )
    return figure(title, note, _key(lanes), whole, table(title, head, rows), kind="chain")


def _wide(
    key: str, title: str, lanes: Sequence[ChainLane], named: Mapping[str, ChainLane], first: date, days: int
) -> SafeString:
    """The axis, and the lanes in blocks that fit on a sheet of paper."""
    at = {lane.key: number * ROW + ROW / 2 for number, lane in enumerate(lanes)}
    last = dict[str, float]()
    for lane in lanes:
        last[lane.parent] = max(last.get(lane.parent, 0.0), lane.joined or 0.0)
    blocks = []
    for start in range(0, len(lanes), BLOCK):
        block = lanes[start : start + BLOCK]
        top, height = start * ROW, len(block) * ROW
        body = _days(first, days, height)[1] + join(_edge(lane, at, days, top, top + height) for lane in lanes)
        body += join(_lane(lane, at[lane.key] - top, days, key, last.get(lane.key, 0.0)) for lane in block)
        body = body if start else _shapes(key) + body
        size = fill('width="100%" height="{}"', height)
        drawn = svg(f"{key}-w{start}", title, _("Trục ngang là ngày, mỗi hàng một người."), body, size=size, links=True)
        blocks.append(
            fill(
                '<div class="chain-block"><ol class="chain-names" aria-label="{}">{}</ol>'
                '<div class="chain-plot">{}</div></div>',
                title,
                join(_row(lane, named, key) for lane in block),
                drawn,
            )
        )
    return fill(
        '<div class="chain-wide"><div class="chain-axis" aria-hidden="true">'
        '<svg width="100%" height="24">{}</svg></div>{}</div>',
        _days(first, days, 0)[0],
        join(blocks),
    )


def _days(first: date, days: int, height: int) -> tuple[SafeString, SafeString]:
    """The days' names for the axis, and a line a day."""
    step = -(-days // MOST_LABELS)
    labels, lines = [], []
    for number in range(days):
        x = pct(number / days)
        lines.append(fill('<line class="grid" x1="{}" x2="{}" y1="0" y2="{}"></line>', x, x, height))
        if number % step == 0:
            day = f"{first + timedelta(days=number):%d/%m}"
            labels.append(fill('<text class="t-soft" x="{}" y="16">{}</text>', x, day))
    return join(labels), join(lines)


def _edge(lane: ChainLane, at: Mapping[str, float], days: int, top: float, bottom: float) -> SafeString:
    """Down from the parent's lane at the moment of exposure, as far as it runs between two heights."""
    if lane.parent not in at or lane.joined is None:
        return EMPTY
    upper, lower = sorted((at[lane.parent], at[lane.key]))
    if lower < top or upper > bottom:
        return EMPTY
    x = pct(lane.joined / days)
    return fill(
        '<line class="{}" data-edge="{}" x1="{}" x2="{}" y1="{}" y2="{}"></line>',
        "edge likely" if lane.likely else "edge",
        lane.key,
        x,
        x,
        f"{max(upper, top) - top:.0f}",
        f"{min(lower, bottom) - top:.0f}",
    )


def _lane(lane: ChainLane, y: float, days: int, key: str, last: float) -> SafeString:
    """The lane reaches to the `last` exposure it gave."""
    x1, x2 = pct(min(lane.start, lane.joined or lane.start) / days), pct(max(lane.end, lane.mark, last) / days)
    line = fill('<line class="lane" x1="{}" x2="{}" y1="{}" y2="{}"></line>', x1, x2, y, y)
    if lane.level == 0 and not lane.marks:
        start, long = pct(lane.start / days), pct(max(lane.end - lane.start, 0) / days)
        line += fill('<rect class="ill" x="{}" y="{}" width="{}" height="8" rx="2"></rect>', start, y - 4, long)
    drawn = join(_many(day, count, href, y, days) for day, count, href in lane.marks) or fill(
        '<svg class="mark" x="{}" y="{}" overflow="visible"><use class="lv{}" href="#{}-{}"></use></svg>',
        pct(lane.mark / days),
        y,
        lane.kind,
        key,
        lane.kind,
    )
    inner = fill("<title>{} · {}</title>{}{}", lane.name, lane.words, line, drawn)
    if lane.marks or not lane.href:
        return fill('<g data-lane="{}" class="{}">{}</g>', lane.key, "pale" if lane.pale else "", inner)
    return fill('<a href="{}" tabindex="-1" data-lane="{}">{}</a>', lane.href, lane.key, inner)


def _many(day: float, count: int, href: str, y: float, days: int) -> SafeString:
    """How many people of a folded level on a day."""
    x = pct(day / days)
    wide = 10 + 7 * len(str(count))
    return fill(
        '<a href="{}" tabindex="-1"><svg x="{}" y="{}" overflow="visible">'
        '<rect class="many" x="{}" y="-9" width="{}" height="18" rx="9"></rect>'
        '<text class="t-many" y="4.5" text-anchor="middle">{}</text></svg></a>',
        href,
        x,
        y,
        -wide / 2,
        wide,
        count,
    )


def _row(lane: ChainLane, named: Mapping[str, ChainLane], key: str) -> SafeString:
    """A name of the list: what it says aloud is what the mark says."""
    parent = lane.parent if lane.parent in named else ""
    told = fill(
        '<svg class="level-shape" aria-hidden="true" viewBox="-8 -8 16 16"><use class="lv{}" href="#{}-{}"></use></svg>'
        '<span class="chain-name"><span class="chain-level">F{}</span> {}</span><span class="chain-words">{}</span>',
        lane.kind,
        key,
        lane.kind,
        lane.level,
        lane.name,
        lane.words,
    )
    marks = fill('data-lane="{}" data-parent="{}" data-words="{}"', lane.key, parent, f"{lane.name} · {lane.words}")
    if not lane.href:
        return fill('<li><span class="chain-row" {}>{}</span></li>', marks, told)
    return fill('<li><a class="chain-row" href="{}" {}>{}</a></li>', lane.href, marks, told)


def _narrow(
    key: str, title: str, lanes: Sequence[ChainLane], named: Mapping[str, ChainLane], first: date
) -> SafeString:
    """Days run down: a row a person in the order of exposure, with a heading where a day begins."""
    ordered = sorted(lanes, key=lambda lane: (min(lane.start, lane.joined or lane.start), lane.level))
    rows, at, y, today = list[SafeString](), dict[str, float](), 0, -1
    for lane in ordered:
        day = int(min(lane.start, lane.joined or lane.start))
        if day != today:
            words = f"{first + timedelta(days=day):%d/%m/%Y}"
            rows.append(fill('<li class="chain-day">{}</li>', words))
            y, today = y + DAY_ROW, day
        at[lane.key] = y + STEP_ROW / 2
        rows.append(_row(lane, named, key))
        y += STEP_ROW
    width = 2 * MARGIN + COLUMN * max((lane.level for lane in lanes), default=0)
    body = join(_down(lane, named, at) for lane in ordered) + join(_step(lane, at[lane.key], key) for lane in ordered)
    size = fill('width="{}" height="{}"', width, y)
    return fill(
        '<div class="chain-narrow"><div class="chain-plot">{}</div>'
        '<ol class="chain-names" aria-label="{}">{}</ol></div>',
        svg(f"{key}-n", title, _("Ngày chạy từ trên xuống, mỗi cột một cấp."), body, size=size),
        title,
        join(rows),
    )


def _down(lane: ChainLane, named: Mapping[str, ChainLane], at: Mapping[str, float]) -> SafeString:
    """Down in the parent's column, then across to the person."""
    if lane.parent not in at:
        return EMPTY
    x, y = _column(named[lane.parent].level), at[lane.parent]
    beside = COLUMN / 2 if lane.level == named[lane.parent].level else 0
    way = f"M{x} {y:.0f}h{-beside:.0f}V{at[lane.key]:.0f}H{_column(lane.level)}"
    kind = "edge likely" if lane.likely else "edge"
    return fill('<path class="{}" data-edge="{}" d="{}"></path>', kind, lane.key, way)


def _step(lane: ChainLane, y: float, key: str) -> SafeString:
    return fill(
        '<g data-lane="{}" transform="translate({} {})"><use class="lv{}" href="#{}-{}"></use></g>',
        lane.key,
        _column(lane.level),
        f"{y:.0f}",
        lane.kind,
        key,
        lane.kind,
    )


def _column(level: int) -> int:
    return MARGIN + COLUMN * level


def _shapes(key: str) -> SafeString:
    paths = join(fill('<path id="{}-{}" d="{}"></path>', key, level, way) for level, way in enumerate(SHAPES))
    return fill("<defs>{}</defs>", paths)


def _key(lanes: Sequence[ChainLane]) -> SafeString:
    """The shape of each level that is drawn, and what lines and bars mean."""
    shape = '<svg class="dot-key" aria-hidden="true" viewBox="-8 -8 16 16"><path class="lv{}" d="{}"></path></svg>'
    levels = sorted({lane.level for lane in lanes})
    kinds = {lane.level: lane.kind for lane in lanes}
    items = [fill("<li>{}F{}</li>", fill(shape, kinds[level], SHAPES[kinds[level]]), level) for level in levels]
    words = [_("vạch dọc: lúc tiếp xúc; đi xuống là từ nguồn đến người tiếp xúc")]
    if 0 in levels:
        words.append(_("thanh đậm của F0: thời gian có thể lây; dấu vuông: ngày khởi phát hoặc xét nghiệm"))
    if any(lane.likely for lane in lanes):
        words.append(_("nét đứt: nguồn có khả năng nhất giữa hai ca, chưa phải kết luận"))
    if any(lane.marks for lane in lanes):
        words.append(_("ô có số: số người gộp trong ngày"))
    return fill('<ul class="key">{}{}</ul>', join(items), each("<li>{}</li>", words))
