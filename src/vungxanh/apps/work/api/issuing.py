"""Issuing a confirmed directive over HTTP, with what it would do shown first."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from vungxanh.apps.directives.actions.editing import lock
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.issue import Issued, issue
from vungxanh.apps.work.api import shown
from vungxanh.apps.work.api.bodies import IssueIn
from vungxanh.apps.work.api.schemas import IssuedOut, PreviewOut
from vungxanh.apps.work.queries.preview import preview_issue
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by

router = Router(tags=["work"])
_ISSUE = "/directives/{int:pk}/issue"


def _directive(request: HttpRequest, pk: int) -> Directive:
    officer = officer_of(request)
    directive = directive_for(officer, pk)
    policies.must_be_able_to_issue(officer, directive)
    return directive


@router.get(_ISSUE, response=PreviewOut, summary="Xem trước khi phát hành / preview of issuing")
@guarded_by(policies.must_be_able_to_issue)
def preview_directive(request: HttpRequest, response: HttpResponse, pk: int) -> shown.Shown:
    """What issuing the directive today would make; the ETag names the directive's version."""
    directive = _directive(request, pk)
    etags.tag(response, directive)
    return shown.preview(preview_issue(directive, clock.now()))


@router.post(_ISSUE, response=IssuedOut, summary="Phát hành / issue")
@guarded_by(issue)
@versioned
def issue_directive(request: HttpRequest, response: HttpResponse, pk: int, body: IssueIn | None = None) -> Issued:
    """Make the assignments of the version that If-Match names; 409 unless it is confirmed and not yet issued.

    409 also names the tasks whose deadline has passed (`past_due` of the preview) until the body confirms them.
    """
    directive = _directive(request, pk)
    with transaction.atomic():
        etags.must_hold(request, lock(directive))
        confirmed = body is not None and body.past_due_confirmed
        made = issue(directive, by=officer_of(request), at=clock.now(), past_due_confirmed=confirmed)
    directive.refresh_from_db(fields=["version"])
    etags.tag(response, directive)
    return made
