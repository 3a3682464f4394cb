"""One way to change a directive over HTTP: readable, reviewable, of the version the caller read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.editing import Stale
from vungxanh.apps.directives.models import Directive, DirectiveTask
from vungxanh.apps.directives.queries.document import document_of
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.problems import NotFound

Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One change as asked for: the directive, the version the caller read, who asks and when."""

    directive: Directive
    version: int
    by: Officer
    at: datetime

    @property
    def who(self) -> dict[str, Any]:
        """The arguments every action takes."""
        return {"version": self.version, "by": self.by, "at": self.at}

    def task(self, pk: int) -> DirectiveTask:
        """One of the directive's tasks; NotFound for any other."""
        return task_of(self.directive, pk)


def task_of(directive: Directive, pk: int) -> DirectiveTask:
    """One of the directive's tasks; NotFound for any other."""
    found = directive.tasks.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Văn bản không có nhiệm vụ này."))
    return found


def change(request: HttpRequest, response: HttpResponse, pk: int, act: Callable[[Change], object]) -> Shown:
    """Do the act and answer with the document as it now stands, its tag on it.

    428 without If-Match; 412 when another version stands, with what the others changed: the action finds out while it
    holds the row.
    """
    officer = officer_of(request)
    directive = directive_for(officer, pk)
    policies.must_be_able_to_review(officer, directive)
    asked = Change(directive, etags.version_seen(request, directive), officer, clock.now())
    try:
        act(asked)
    except Stale as stale:
        raise etags.PreconditionFailed(str(stale), errors=stale.errors) from stale
    directive.refresh_from_db()
    etags.tag(response, directive)
    return document_of(directive)
