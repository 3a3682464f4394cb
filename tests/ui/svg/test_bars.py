import re

from django.utils import translation

from vungxanh.ui.svg import Bar, StackedRow, bar_chart, stacked_bar

HOSTILE = "<script>alert(1)</script>"


def widths(html: str, name: str) -> list[float]:
    return [float(w) for w in re.findall(rf'<rect class="{name}[^"]*"[^>]* width="([\d.]+)%"', html)]


def test_bars_start_at_zero_and_keep_their_proportion() -> None:
    html = bar_chart([Bar("A", 20), Bar("B", 80)], title="B gấp bốn A")
    small, large = widths(html, "bar ")
    assert large == 100
    assert small == 25


def test_a_suppressed_number_is_hatched_with_its_reason_and_appears_nowhere() -> None:
    html = bar_chart([Bar("A", 20), Bar("B", None, reason="dưới 10 người")], title="Một xã bị ẩn")
    assert "-hatch)" in html
    assert html.count("dưới 10 người") == 2
    assert len(widths(html, "bar ")) == 1


def test_a_chart_has_the_finding_and_a_table_behind_it() -> None:
    with translation.override("vi"):
        html = bar_chart([Bar("Đại Lộc", 0.285)], title="Đại Lộc dưới 30 %", unit="%")
    assert '<span class="chart-title">Đại Lộc dưới 30 %</span>' in html
    assert "<details" in html
    assert '<th scope="row">Đại Lộc</th><td class="num">28\N{NO-BREAK SPACE}%</td>' in html


def test_no_chart_without_values_fails() -> None:
    assert "<figure" in bar_chart([], title="Chưa có số liệu")
    assert "<figure" in bar_chart([Bar("A", 0)], title="Chưa xã nào báo cáo")
    assert "<figure" in stacked_bar([StackedRow("A", {})], title="Chưa có nhiệm vụ")


def test_names_are_escaped_and_nothing_is_styled_inline() -> None:
    html = bar_chart([Bar(HOSTILE, 1, href='"><script>')], title=HOSTILE, note=HOSTILE)
    assert "<script>" not in html
    assert "style=" not in html


def test_the_states_of_a_row_fill_it() -> None:
    html = stacked_bar([StackedRow("A", {"done": 1, "doing": 1, "overdue": 2})], title="Một nửa quá hạn")
    assert sum(widths(html, "state-fill-")) == 100


def test_on_a_common_scale_the_largest_row_is_the_measure() -> None:
    rows = [StackedRow("A", {"done": 10}), StackedRow("B", {"done": 40})]
    assert widths(stacked_bar(rows, title="B nhiều hơn", share=False), "state-fill-") == [25, 100]


def test_equal_input_gives_equal_markup() -> None:
    assert bar_chart([Bar("A", 1)], title="x") == bar_chart([Bar("A", 1)], title="x")


def test_a_shortened_row_keeps_its_whole_name_on_pointing_and_in_the_table() -> None:
    html = stacked_bar([StackedRow("Rà soát…", {"done": 1}, full="Rà soát các hộ dân")], title="x")
    assert "<title>Rà soát các hộ dân: 1</title>" in html
    assert '<th scope="row">Rà soát các hộ dân</th>' in html
    assert "<title>A: 1</title>" not in stacked_bar([StackedRow("A", {"done": 1}, full="A")], title="x")
