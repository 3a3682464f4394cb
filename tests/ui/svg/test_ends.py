from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.ui.svg.ends import DESCENT, End, baselines, reach, taken_by

TOP, BOTTOM = 12.0, 228.0


def placed(lines: list[list[float | None]], names: list[str], width: float = 300) -> list[float]:
    ends = [End(name, line[-1] or 0) for name, line in zip(names, lines, strict=True)]
    return baselines(ends, lines, width=width, top=TOP, bottom=BOTTOM)


def test_a_name_stands_just_above_its_line_where_that_is_free() -> None:
    level: list[float | None] = [100.0] * 10
    (y,) = placed([level], ["Đã giao 2.318"])
    assert 100 - 8 <= y + DESCENT <= 100


def test_a_name_between_two_close_lines_goes_below_both() -> None:
    upper: list[float | None] = [230 - 8.0 * i for i in range(11)]
    lower: list[float | None] = [232 - 6.6 * i for i in range(11)]
    first, second = placed([upper, lower], ["Đã báo cáo 1.223", "Đã duyệt 966"])
    assert first < 150
    assert second > 166
    for y, name in ((first, "Đã báo cáo 1.223"), (second, "Đã duyệt 966")):
        for line in (upper, lower):
            span = reach(line, len(name) * 7.6 / 300)
            assert span
            assert not span.overlap(taken_by(y))


def test_in_a_wide_drawing_a_name_stays_nearer_to_its_line() -> None:
    upper: list[float | None] = [230 - 8.0 * i for i in range(11)]
    lower: list[float | None] = [232 - 6.6 * i for i in range(11)]
    names = ["Đã báo cáo 1.223", "Đã duyệt 966"]
    assert placed([upper, lower], names, width=900)[1] < placed([upper, lower], names, width=280)[1]


def test_where_there_is_no_room_below_names_go_above_in_the_order_of_their_lines() -> None:
    reported: list[float | None] = [232, 232, 232, 200, 200]
    accepted: list[float | None] = [232, 232, 232, 216, 216]
    upper, lower = placed([reported, accepted], ["Đã báo cáo 2", "Đã duyệt 1"], width=320)
    assert upper < lower < 200


def test_a_gap_in_the_counting_takes_no_height() -> None:
    assert reach([10.0, 20.0, None, None], 0.3) is None
    assert reach([None], 1.0) is None


@settings(max_examples=80)
@given(st.lists(st.floats(22, 232), min_size=1, max_size=6))
def test_names_never_cover_each_other(heights: list[float]) -> None:
    lines: list[list[float | None]] = [[y, y] for y in heights]
    spans = [taken_by(y) for y in placed(lines, [f"Đơn vị {i}" for i in range(len(heights))])]
    assert not any(a.overlap(b) > 0.001 for i, a in enumerate(spans) for b in spans[i + 1 :])
    assert all(span.top >= 0 and span.bottom <= BOTTOM + DESCENT + 0.001 for span in spans)


def test_one_line_of_one_value_is_named() -> None:
    assert len(placed([[232.0]], ["Đã giao 0"])) == 1
