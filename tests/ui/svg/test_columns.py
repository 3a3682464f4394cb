"""Columns start at zero; a suppressed number is hatched with its reason and its height says nothing."""

from vungxanh.ui.svg import Column, column_chart


def drawn(*values: float | None, **more: object) -> str:
    columns = [Column(f"0{number}/08", value) for number, value in enumerate(values, 1)]
    return column_chart(columns, title="Sáu ca", reason="ẩn vì dưới 5", ceiling=4, **more)  # type: ignore[arg-type]


def test_the_highest_reaches_the_top_and_nothing_has_no_height() -> None:
    html = drawn(8, 0)
    assert 'y="22.0" width="41.00%" height="200.0"' in html
    assert 'height="0.0"' in html


def test_every_suppressed_number_is_as_high_as_any_other_and_the_key_says_so() -> None:
    html = drawn(8, None, None)
    assert html.count('<rect class="held-back" x') == 2
    assert html.count('height="100.0"') == 2
    assert html.count("ẩn vì dưới 5") == 5  # two titles, two cells of the table, the key
    assert "cao bằng nhau, không cho biết số" in html.partition('<ul class="key">')[2].partition("</ul>")[0]
    assert "cao bằng nhau" not in drawn(8, 0)


def test_the_limit_stands_across_with_its_number() -> None:
    assert "ngưỡng 12" in drawn(3, 8, limit=12.3)


def test_labels_never_repeat_and_nothing_at_all_is_drawn_too() -> None:
    assert drawn(6).count("01/08</text>") == 1
    assert drawn().count("<text") == 2
