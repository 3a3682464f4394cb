"""Take back one's own last change at the desk (hoàn tác)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions import snapshots
from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.models import Directive, Edit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import Conflict, Invalid
from vungxanh.kit.said import said

VERB = "undo"


def undo(directive: Directive, *, version: int, by: Officer, at: datetime) -> Directive:
    """Put back what the last change replaced; another person's change is theirs to take back."""
    with editing(directive, verb=VERB, version=version, by=by, at=at) as draft:
        last = last_edit(draft.directive)
        if last is None:
            raise Invalid(_("Không còn gì để hoàn tác."))
        if last.by_id != by.user.pk:
            raise Conflict(_("Lần sửa gần nhất là của %(name)s; anh/chị sửa trực tiếp.") % {"name": last.by_name})
        snapshots.put_back(draft.directive, last.before)
        last.undone = True
        last.save(update_fields=["undone"])
        draft.said = said(gettext_noop("hoàn tác: %(what)s"), what=last.said)
    return draft.directive


def last_edit(directive: Directive) -> Edit | None:
    """The latest change that has not been taken back."""
    return directive.edits.filter(undone=False).exclude(verb=VERB).last()
