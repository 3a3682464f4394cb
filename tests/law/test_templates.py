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
