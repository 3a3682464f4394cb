"""Safe markup by the thousand: what Django's `format_html` does for a few pieces, quick enough for a map of 2,500."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

EMPTY = SafeString("")
_AS_THEY_ARE = frozenset({SafeString, int, float})


def fill(form: str, *parts: object) -> SafeString:
    """Put the parts into the form's `{}`, each escaped unless it is safe markup or a number."""
    return SafeString(form.format(*[part if type(part) in _AS_THEY_ARE else _escaped(part) for part in parts]))


def join(parts: Iterable[SafeString]) -> SafeString:
    """Concatenate safe markup."""
    return SafeString("".join(parts))


def each(form: str, parts: Iterable[object]) -> SafeString:
    """Put every part into the same form, one after the other."""
    return join(fill(form, part) for part in parts)


def _escaped(part: object) -> str:
    return part.__html__() if hasattr(part, "__html__") else escape(str(part))
