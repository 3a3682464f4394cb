"""The case form over HTTP (/cases/cases/{code}/investigation): read and written by whoever speaks with the patient."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from vungxanh.apps.cases.actions.investigating import answers_of, write
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.forms.investigation import LONGEST_ANSWER, SECTIONS
from vungxanh.apps.cases.models import Case, Investigation
from vungxanh.apps.cases.policies import must_follow_up
from vungxanh.apps.cases.queries.faces import face, must_be_open
from vungxanh.apps.cases.queries.records import case_of
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Strict
from vungxanh.kit.problems import FieldError, Invalid

router = Router(tags=["cases"])
_FORM = "/cases/{code}/investigation"
_LINES = frozenset(name for section in SECTIONS for name, _label in section.lines)
Answer = Annotated[str, Field(max_length=LONGEST_ANSWER)]


class InvestigationIn(Strict):
    """Every answer by the name of its line, as they were said; a line that is left out is empty."""

    answers: dict[str, Answer]
    complete: bool = False


class InvestigationOut(Schema):
    """What was answered, and whether all of it was."""

    answers: dict[str, str]
    complete: bool


@router.get(_FORM, response=InvestigationOut, summary="Phiếu điều tra / case form")
@guarded_by(case_of)
def show_investigation(request: HttpRequest, response: HttpResponse, code: str) -> shown.Shown:
    """The form of a case. It says who the patient is: who is masked is opened first (409)."""
    return _shown(response, _form_of(request, _own(request, code)))


@router.put(_FORM, response=InvestigationOut, summary="Ghi phiếu điều tra / write the case form")
@guarded_by(write)
@versioned
def write_investigation(request: HttpRequest, response: HttpResponse, code: str, body: InvestigationIn) -> shown.Shown:
    """Keep the answers, all of them sent; who is masked is opened first (409)."""
    own = _own(request, code)
    held = _form_of(request, own)
    etags.must_hold(request, held)
    if unknown := sorted(body.answers.keys() - _LINES):
        message = _("Phiếu không có dòng %(name)s.") % {"name": ", ".join(unknown[:5])}
        raise Invalid(message, errors=[FieldError("answers", message)])
    answers = {name: text.strip() for name, text in body.answers.items()}
    by = officer_of(request)
    made = write(own, answers, complete=body.complete, version=held.version, by=by, at=clock.now())
    return _shown(response, made)


def _own(request: HttpRequest, code: str) -> Case:
    officer = officer_of(request)
    own = case_of(officer, code)
    must_follow_up(officer, own)
    return own


def _form_of(request: HttpRequest, own: Case) -> Investigation:
    must_be_open(face(officer_of(request), own.person, at=clock.now()))
    return Investigation.objects.get(case=own)


def _shown(response: HttpResponse, form: Investigation) -> shown.Shown:
    etags.tag(response, form)
    return {"answers": answers_of(form), "complete": form.complete}
