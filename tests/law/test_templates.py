"""Templates: nothing inline, controls and tables from the design system, every word translatable."""

import re

from tests.law import tree

INLINE = re.compile(r"""\s(style|on[a-z]+)\s*=\s*["']|<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)""")
RAW = re.compile(r"<(button|table|select)\b")
COMMENT = re.compile(r"{#.*?#}|{% comment.*?%}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)  # what is left are words, between tags and in their attributes
ACCENTED = re.compile(r"[À-ỹđĐ]")
OWN_NAME = "Tiếng Việt"  # a language is offered under the name its speakers give it


def plain(text: str) -> str:
    """The template without its comments."""
    return COMMENT.sub("", text)


def test_no_template_has_inline_style_script_or_handler() -> None:
    found = [
        tree.name_of(p) for p in tree.templates() if p.suffix == ".html" and INLINE.search(plain(p.read_text("utf-8")))
    ]
    assert not found


def test_features_take_buttons_and_tables_from_the_design_system() -> None:
    ui = tree.SOURCE / "ui"
    pages = [p for p in tree.templates() if not p.is_relative_to(ui) and p.suffix == ".html"]
    assert pages
    assert not [tree.name_of(p) for p in pages if RAW.search(plain(p.read_text("utf-8")))]


def test_every_vietnamese_sentence_in_a_template_is_translatable() -> None:
    found = {}
    for path in tree.templates():
        if "gallery" in path.name or "gallery" in path.parts:
            continue
        words = TAGS.sub(" ", TRANSLATED.sub(" ", plain(path.read_text("utf-8").replace(OWN_NAME, ""))))
        if match := ACCENTED.search(words):
            found[tree.name_of(path)] = words[max(0, match.start() - 30) : match.end() + 30].strip()
    assert not found


FORM = re.compile(r"<(c-form|form)\b.*?</\1>", re.DOTALL)
SUBMITS = re.compile(r"""<(?:c-button|c-menu-item|button)\b(?:[^>"']|"[^"]*"|'[^']*')*>""")


def submit_buttons(form: str) -> list[str]:
    """The opening tags of the buttons that send the form."""
    return [tag for tag in SUBMITS.findall(form) if "href=" not in tag and 'type="button"' not in tag]


def test_enter_presses_the_plain_button_of_a_form_never_one_that_carries_a_value() -> None:
    found = []
    for path in tree.templates():
        for form in FORM.finditer(plain(path.read_text("utf-8"))):
            named = [" name=" in tag or "formaction=" in tag for tag in submit_buttons(form[0])]
            if not all(named) and any(named) and named[0]:
                found.append(tree.name_of(path))
    assert not found


def test_enter_on_a_ticked_box_of_a_list_does_nothing() -> None:
    lists = [p for p in tree.templates() if 'form="bulk-form"' in p.read_text("utf-8")]
    assert lists
    first = re.compile(r'<form id="bulk-form"[^>]*><c-button formmethod="dialog" />')
    assert not [tree.name_of(p) for p in lists if not first.search(p.read_text("utf-8"))]
