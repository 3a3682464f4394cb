from datetime import datetime

import pytest
from django.template import engines
from django.utils import translation

from vungxanh.ui.formats import HANOI


def written(source: str, **values: object) -> str:
    return engines["django"].from_string(source).render(values)


@pytest.mark.parametrize("value", [None, "", "chưa rõ", True])
def test_what_is_not_a_number_is_written_as_a_dash(value: object) -> None:
    assert written("{{ v|number_vi }}{{ v|percent_vi }}", v=value) == "––"


def test_the_active_language_decides_how_numbers_are_written() -> None:
    with translation.override("vi"):
        assert written("{{ v|number_vi }}", v=1495812) == "1.495.812"
    with translation.override("en"):
        assert written("{{ v|number_vi }}", v=1495812) == "1,495,812"


def test_a_number_in_an_attribute_has_no_thousands_mark() -> None:
    with translation.override("vi"):
        assert written('value="{{ v|plain_number }}"', v=1393) == 'value="1393"'


def test_a_share_of_nothing_is_a_dash() -> None:
    assert written("{{ 3|share_vi:0 }}") == "–"


def test_a_deadline_carries_its_moment_for_machines() -> None:
    due = datetime(2020, 7, 31, 17, 0, tzinfo=HANOI)
    with translation.override("vi"):
        html = written("{% deadline_span due days %}", due=due, days=-1)
    assert 'datetime="2020-07-31T17:00:00+07:00"' in html
    assert "deadline-late" in html
    assert "quá hạn 1 ngày làm việc" in html


def test_finished_work_shows_no_countdown() -> None:
    due = datetime(2020, 7, 31, 17, 0, tzinfo=HANOI)
    with translation.override("vi"):
        html = written("{% deadline_span due days True %}", due=due, days=-1)
    assert "quá hạn" not in html
    assert "thứ Sáu 31/07" in html


def test_a_stored_subject_begins_with_a_capital_on_every_page() -> None:
    assert written("{{ v|capital }}", v="đẩy mạnh tuyên truyền về CNTT") == "Đẩy mạnh tuyên truyền về CNTT"


def test_a_long_title_ends_with_a_phrase_and_keeps_the_whole_behind_it() -> None:
    title = 'Rà soát "điểm đen", báo cáo <kết quả> hằng tuần'
    html = written("{{ v|in_short:24 }}", v=title)
    assert html == (
        '<span title="Rà soát &quot;điểm đen&quot;, báo cáo &lt;kết quả&gt; hằng tuần">'
        "Rà soát &quot;điểm đen&quot;…</span>"
    )
    assert written("{{ v|in_short:90 }}", v="Báo cáo <kết quả>") == "Báo cáo &lt;kết quả&gt;"


def test_a_filter_counts_the_fields_that_are_set() -> None:
    asked = {"q": "đại lộc", "state": "", "cursor": "abc", "late": "1"}
    assert written('{{ v|how_many_set:"q state late" }}', v=asked) == "2"
