from vungxanh.ui.svg import Series, line_chart, small_multiples, sparkline
from vungxanh.ui.svg.figure import ticks


def test_what_was_not_counted_is_a_gap_not_a_zero() -> None:
    html = sparkline([1, None, 3], title="Có một ngày không đếm")
    assert html.count("M") == 2
    assert 'd="M0.00 66.67L0.00 66.67 M100.00 0.00L100.00 0.00"' in html


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


def test_a_line_is_named_once_for_wide_and_once_for_narrow_drawings() -> None:
    html = line_chart([Series("Đã giao", [2, 4], "goal"), Series("Đã duyệt", [1, 3])], ["01/08", "02/08"], title="x")
    wide, narrow = html.split('<g class="ends-')[1:]
    for names in (wide, narrow):
        assert names.count('class="end-label') == 2
        assert '<tspan class="end-mark l1">●</tspan> Đã duyệt 3</text>' in names


def test_what_was_counted_once_is_a_level_line_with_its_day_in_sight() -> None:
    html = line_chart([Series("Đã giao", [8])], ["28/07/2020"], title="Trong ngày phát hành")
    assert 'd="M0.00 0.00L100.00 0.00"' in html
    assert 'x="0.00%" y="252" text-anchor="start">28/07/2020<' in html


def test_a_chart_of_nothing_is_still_a_page() -> None:
    assert "<figure" in line_chart([], [], title="Chưa có số liệu")
    assert "<figure" in line_chart([Series("Đã giao", [0, 0])], ["a", "b"], title="Chưa giao việc nào")
    assert "<figure" in line_chart([Series("Đã giao", [None])], ["a"], title="Chưa đếm")
