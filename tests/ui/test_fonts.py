from django.contrib.staticfiles import finders

from vungxanh.ui.fonts import SOURCES, FontFinder


def test_every_font_the_style_sheet_names_is_served_with_its_licence() -> None:
    for name in SOURCES:
        assert finders.find(name), name
    css = finders.find("ui/css/fonts.css")
    assert css
    with open(css, encoding="utf-8") as sheet:  # noqa: PTH123
        named = {part.split('"')[0] for part in sheet.read().split("../fonts/")[1:]}
    assert {f"ui/fonts/{name}" for name in named} == {name for name in SOURCES if name.endswith(".ttf")}


def test_other_names_are_left_to_other_finders() -> None:
    assert FontFinder().find("ui/fonts/../../settings.py") == []
    assert FontFinder().find("ui/css/ui.css", find_all=True) == []
