import re
from itertools import pairwise

from vungxanh.ui.svg import Series, line_chart, small_multiples, sparkline
from vungxanh.ui.svg.figure import ticks
from vungxanh.ui.svg.lines import LABEL_GAP


def test_what_was_not_counted_is_a_gap_not_a_zero() -> None:
    html = sparkline([1, None, 3], title="Có một ngày không đếm")
    assert html.count("M") == 2
    assert "L" not in html.split("</svg>")[0].split(' d="')[1]


def test_end_labels_never_overlap() -> None:
    series = [Series(f"Đơn vị {i}", [0.0, 0.5 + i / 1000]) for i in range(4)]
    html = line_chart(series, ["01/08", "02/08"], title="Bốn đơn vị bằng nhau", unit="%", maximum=1)
    heights = sorted(float(y) for y in re.findall(r'class="end-label t-strong" x="100%" y="([\d.]+)"', html))
    assert len(heights) == 4
    assert all(after - before >= LABEL_GAP - 0.1 for before, after in pairwise(heights))


def test_the_scale_starts_at_zero_and_covers_the_largest_value() -> None:
    for largest in (0.03, 0.8, 1, 7, 99, 1393):
        levels = ticks(largest)
        assert levels[0] == 0
        assert levels[-1] >= largest
        assert len(levels) <= 6


def test_small_multiples_share_one_scale() -> None:
    html = small_multiples([Series("A", [0, 10]), Series("B", [0, 5])], ["t1", "t2"], title="A gấp đôi B")
    assert "100.00 0.00" in html
    assert "100.00 50.00" in html


def test_every_value_stands_in_the_table() -> None:
    html = line_chart([Series("A", [1, None])], ["01/08", "02/08"], title="Ngày 02/08 không có số")
    assert '<th scope="row">02/08</th><td class="num">–</td>' in html
