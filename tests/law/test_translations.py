"""Every word for people has its English, in its own context and for one as for many."""

import ast
import gettext
import re
from collections.abc import Iterator

from tests.law import tree

# Where the arguments of each function stand: context, sentence, plural; None where it takes none.
FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
QUOTED = r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
TAG = re.compile(rf"{{%\s*translate\s+{QUOTED}(?:\s+context\s+{QUOTED})?")
IN_TAG = re.compile(r"""[=:\s]_\((?:"([^"]*)"|'([^']*)')\)""")
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b([^%]*)%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
BLOCK_CONTEXT = re.compile(rf"\bcontext\s+{QUOTED}")
PLURAL = re.compile(r"{%\s*plural\s*%}")
VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")

Marked = tuple[str, str, bool]  # context, sentence, whether it has a plural


def in_python() -> Iterator[Marked]:
    """Sentences marked in Python."""
    calls = (node for path in tree.modules() for node in ast.walk(tree.parse(path)) if isinstance(node, ast.Call))
    for call in calls:
        if not isinstance(call.func, ast.Name) or call.func.id not in FUNCTIONS:
            continue
        context, sentence, plural = FUNCTIONS[call.func.id]
        said = [each.value if isinstance(each, ast.Constant) else None for each in call.args]
        if len(said) > sentence and isinstance(said[sentence], str):
            yield (str(said[context]) if context is not None else "", str(said[sentence]), plural is not None)


def in_templates() -> Iterator[Marked]:
    """Sentences marked in templates; the catalogue writes their percent signs twice, as Django does."""
    for path in tree.templates():
        if path.suffix not in {".html", ".txt"}:
            continue
        text = path.read_text("utf-8")
        for first, second, one, two in TAG.findall(text):
            yield one or two, (first or second).replace("%", "%%"), False
        for first, second in IN_TAG.findall(text):
            yield "", first or second, False
        for options, body in BLOCK.findall(text):
            context = BLOCK_CONTEXT.search(options)
            forms = [VARIABLE.sub(r"%(\1)s", form.replace("%", "%%")) for form in PLURAL.split(body)]
            sentence = " ".join(forms[0].split()) if "trimmed" in options else forms[0]
            yield (context[1] or context[2]) if context else "", sentence, len(forms) > 1


def test_every_sentence_has_an_english_one() -> None:
    with (tree.SOURCE / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    marked = {*in_python(), *in_templates()}
    assert len(marked) > 200
    assert any(context for context, _sentence, _plural in marked)
    missing = []
    for context, sentence, plural in sorted(marked):
        key = f"{context}\x04{sentence}" if context else sentence
        forms = [(key, 0), (key, 1)] if plural else [key] if key in catalog else [(key, 0)]
        if not all(catalog.get(form) for form in forms):
            missing.append(f"{context}: {sentence}" if context else sentence)
    assert not missing
