from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.ui.svg.markup import each, fill, join

PARTS = st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.text().map(mark_safe))


@given(st.lists(PARTS, min_size=3, max_size=3))
def test_markup_is_what_django_writes(parts: list[object]) -> None:
    form = '<text x="{}" y="{}">{}</text>'
    assert fill(form, *parts) == format_html(form, *parts)


def test_what_is_not_safe_is_escaped_and_safe_markup_is_not() -> None:
    drawn = fill("<b>{}{}{}</b>", "<i>&'\"", SafeString("<br>"), gettext_lazy("đang làm"))
    assert drawn == "<b>&lt;i&gt;&amp;&#x27;&quot;<br>đang làm</b>"
    assert isinstance(drawn, SafeString)
    assert each("<i>{}</i>", ["<", 2]) == join([SafeString("<i>&lt;</i>"), SafeString("<i>2</i>")])
