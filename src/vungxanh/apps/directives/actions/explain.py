"""Mark a bullet of the letter as explanation, which needs no task (phần diễn giải)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import Invalid
from vungxanh.kit.said import said


def explain(directive: Directive, *, start: int, end: int, version: int, by: Officer, at: datetime) -> Directive:
    """Mark text[start:end] as explanation; marking it again takes the mark off."""
    if not 0 <= start < end <= len(directive.text):
        raise Invalid(_("Đoạn được chọn nằm ngoài văn bản."))
    with editing(directive, verb="explain", version=version, by=by, at=at) as draft:
        spans = [list(span) for span in draft.directive.explained]
        marked = [start, end] not in spans
        draft.directive.explained = (
            sorted([*spans, [start, end]]) if marked else [s for s in spans if s != [start, end]]
        )
        mark, unmark = (
            gettext_noop("đánh dấu “%(text)s” là phần diễn giải"),
            gettext_noop("bỏ dấu diễn giải ở “%(text)s”"),
        )
        draft.said = said(mark if marked else unmark, text=directive.text[start:end][:60])
    return draft.directive
