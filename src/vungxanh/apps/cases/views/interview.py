"""Whom somebody met, in a grid one can paste into; nothing is entered while a row is wrong or doubtful."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.actions import interviewing
from vungxanh.apps.cases.actions.people import Known
from vungxanh.apps.cases.forms.interview import ContactForm, by_name, named
from vungxanh.apps.cases.forms.people import communes_under
from vungxanh.apps.cases.models import Person, Setting, Sex
from vungxanh.apps.cases.queries.duplicates import Candidate, likest
from vungxanh.apps.cases.queries.faces import Face, face, faces
from vungxanh.apps.cases.queries.records import person_of
from vungxanh.apps.cases.views.pasting import COLUMNS, pasted
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid

FRESH_ROWS = 6
MOST_ROWS = 200


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: OfficerRequest, pk: int) -> HttpResponse:
    """The grid of one person's contacts."""
    officer, at = request.officer, clock.now()
    source = person_of(officer, pk)
    policies.must_follow_up(officer, source)
    communes = list(communes_under("/" + source.path.strip("/").split("/")[0] + "/").order_by("path"))
    given = _given(request)
    forms = _rows(given, at, communes)
    candidates: dict[int, Candidate] = {}
    if request.method == "POST" and "add" not in given:
        filled = [form for form in forms if not form.is_blank()]
        sound = all([form.is_valid() for form in filled])  # noqa: C419 - every row says what is wrong with it
        candidates = _doubtful(officer, filled)
        if filled and sound and not candidates and _entered(request, source, filled, at):
            return redirect("cases:person", pk=source.pk)
    rows = _shown(officer, forms, candidates, at)
    context = {
        "source": source,
        "face": face(officer, source, at=at),
        "rows": rows,
        "columns": [(name, forms[0].fields[name].label) for name in COLUMNS],
        "communes": [named(unit) for unit in communes],
        "draft": given.get("draft") or secrets.token_hex(16),
        "errors": _told(rows),
        "is_bound": request.method == "POST",
        "crumbs": [(source.pseudonym, reverse("cases:person", args=[source.pk])), (_("Nhập người tiếp xúc"), "")],
    }
    return render(request, "cases/interview.html", context, status=422 if context["errors"] else 200)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row as the page shows it: whom it may be, by which name the officer may read them, and why."""

    number: int
    form: ContactForm
    candidate: Candidate | None = None
    face: Face | None = None
    why: str = ""


def _shown(
    officer: Officer, forms: Sequence[ContactForm], candidates: Mapping[int, Candidate], at: datetime
) -> list[GridRow]:
    shown = faces(officer, [each.person for each in candidates.values()], at=at)
    language, rows = get_language() or "vi", []
    for number, form in enumerate(forms, 1):
        if found := candidates.get(id(form)):
            why = ", ".join(each.told(language) for each in found.likeness.reasons)
            rows.append(GridRow(number, form, found, shown[found.person.pk], why))
        else:
            rows.append(GridRow(number, form))
    return rows


def _given(request: OfficerRequest) -> QueryDict:
    """What was posted; text pasted as a whole is spread over the rows, as a browser with scripts does by itself."""
    return pasted(request.POST) if request.POST.get("paste", "").strip() else request.POST


def _rows(given: QueryDict, at: datetime, communes: Sequence[Unit]) -> list[ContactForm]:
    asked = given.get("count", "")
    count = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    if count > MOST_ROWS:
        raise Invalid(_("Nhập không quá %(most)s người một lần.") % {"most": MOST_ROWS})
    names = by_name(communes)
    more = FRESH_ROWS if not given or "add" in given else 0
    return [
        ContactForm(given if n < count else None, prefix=f"r{n}", today=at, communes=names)
        for n in range(max(count + more, 1))
    ]


def _doubtful(officer: Officer, forms: Sequence[ContactForm]) -> dict[int, Candidate]:
    """The rows that may be somebody known and of which nobody said whether they are (1 query)."""
    asked = {id(form): _known(form).identity() for form in forms if form.is_valid() and not form.cleaned_data["same"]}
    digests = {key: keys.of(identity) for key, identity in asked.items()}
    return likest(policies.area(officer), asked, digests) if asked else {}


def _entered(request: OfficerRequest, source: Person, forms: Sequence[ContactForm], at: datetime) -> bool:
    """Enter all rows, or none: what the action refuses stands beside its row."""
    officer = request.officer
    home = source.commune or officer.unit
    same = {
        form.prefix: person_of(officer, int(form.cleaned_data["same"]))
        for form in forms
        if form.cleaned_data["same"].isdecimal()
    }
    contacts = [_contact(form, home, same.get(form.prefix)) for form in forms]
    try:
        made = interviewing.tell(
            source, contacts, draft=request.POST.get("draft", ""), by=officer, at=at, entropy=secrets.token_bytes
        )
    except (Invalid, Conflict) as problem:
        columns = {"started_at": "met_from", "ended_at": "met_to", "target": "full_name"}
        for error in problem.errors:
            form = forms[error.row - 1] if error.row else forms[0]
            form.add_error(columns.get(error.field, "full_name"), str(error.message))
        if not problem.errors:
            forms[0].add_error("full_name", str(problem))
        return False
    if made:
        told = ngettext("Đã ghi %(n)d người tiếp xúc.", "Đã ghi %(n)d người tiếp xúc.", len(made)) % {"n": len(made)}
        messages.success(request, told)
    else:
        messages.info(request, _("Những dòng này đã được ghi từ trước; không ghi thêm."))
    return True


def _known(form: ContactForm) -> Known:
    given = form.cleaned_data
    return Known(
        full_name=given["full_name"],
        phone=given["phone"],
        birth_year=given["birth_year"],
        sex=Sex(given["sex"] or Sex.UNKNOWN),
    )


def _contact(form: ContactForm, home: Unit, same: Person | None) -> interviewing.Contact:
    given = form.cleaned_data
    return interviewing.Contact(
        _known(form),
        form.place or home,
        given["met_from"],
        given["met_to"],
        Setting(given["setting"] or Setting.UNKNOWN),
        given["note"],
        same,
    )


def _told(rows: Sequence[GridRow]) -> list[tuple[str, str]]:
    """The error summary: each wrong cell by its row, each doubt too."""
    found = []
    for row in rows:
        form = row.form
        if not form.is_bound or form.is_blank():
            continue
        for name, errors in form.errors.items():
            line = {"row": row.number, "field": form.fields[name].label, "error": errors[0]}
            found.append((form[name].auto_id, _("Dòng %(row)s, %(field)s: %(error)s") % line))
        if row.candidate:
            told = _("Dòng %(row)s: chọn cùng người hay người khác.") % {"row": row.number}
            found.append((form["same"].auto_id, told))
    return found
