"""Every word for people has its English."""

import ast
import gettext
import re

from tests.law import tree

TAG = re.compile(r"""{%\s*translate\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
FUNCTIONS = {"_", "gettext", "gettext_lazy"}


def in_python() -> set[str]:
    """Sentences marked in Python."""
    return {
        node.args[0].value
        for path in tree.modules()
        for node in ast.walk(tree.parse(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FUNCTIONS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def in_templates() -> set[str]:
    """Sentences marked in templates; the catalogue writes their percent signs twice, as Django does."""
    texts = (path.read_text("utf-8") for path in tree.templates() if path.suffix in {".html", ".txt"})
    return {(first or second).replace("%", "%%") for text in texts for first, second in TAG.findall(text)}


def test_every_sentence_has_an_english_one() -> None:
    with (tree.SOURCE / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    marked = in_python() | in_templates()
    assert len(marked) > 200
    missing = sorted(
        sentence for sentence in marked if english._catalog.get(sentence, english._catalog.get((sentence, 0))) is None
    )
    assert not missing
