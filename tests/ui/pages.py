"""Compile a template string as a page would be: cotton components included."""

import re

from django.template import engines
from django_cotton.compiler_regex import CottonCompiler


def rendered(source: str, **values: object) -> str:
    """The markup of a template, with runs of white space made one."""
    html = engines["django"].from_string(CottonCompiler().process(source)).render(values)
    return re.sub(r"\s+", " ", html).strip()
