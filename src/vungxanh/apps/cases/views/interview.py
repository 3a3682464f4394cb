"""Whom somebody met, in a grid one can paste into; nothing is entered while a row is wrong or doubtful."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import interviewing
from vungxanh.apps.cases.actions.searching import told_alike
from vungxanh.apps.cases.exchange.columns import headings
from vungxanh.apps.cases.forms.interview import ContactForm
from vungxanh.apps.cases.forms.people import communes_under, with_district
from vungxanh.apps.cases.models import Class, Person, Setting
from vungxanh.apps.cases.queries.faces import face
from vungxanh.apps.cases.queries.localities import Localities
from vungxanh.apps.cases.queries.records import person_of
from vungxanh.apps.cases.views.doubts import OTHER, Doubt, answered, of_rows
from vungxanh.apps.cases.views.pasting import COLUMNS, pasted
from vungxanh.apps.cases.views.void import told_void
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.told import span
from vungxanh.core.text.runs import runs_of
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid

FRESH_ROWS = 6
MOST_ROWS = 200
_TOLD, _DRAFTS = "cases.told", 20
"""In the session: drafts that were entered, so that the page offers back those alone that were not."""
_FIELDS = {"target": "full_name"}


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row as the page shows it, and whom it may be."""

    number: int
    form: ContactForm
    doubts: Sequence[Doubt] = field(default_factory=list)
    answer: str = ""

    @property
    def declined(self) -> str:
        """The answer that it is somebody else than those asked about."""
        return " ".join([OTHER, *(each.value for each in self.doubts)])


@officer_required(policies.may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: OfficerRequest, pk: int) -> HttpResponse:
    """The grid of one person's contacts."""
    officer, at = request.officer, clock.now()
    source = person_of(officer, pk)
    policies.must_follow_up(officer, source)
    given, unused, refused = _given(request, at)
    province = "/" + source.path.strip("/").split("/")[0] + "/"
    forms = _rows(given, at, Localities(province, source.commune or officer.unit))
    rows = [GridRow(number, form) for number, form in enumerate(forms, 1)]
    if request.method == "POST":
        filled = [form for form in forms if form.is_bound]
        sound = all([form.is_valid() for form in filled])  # noqa: C419 - every row says what is wrong with it
        rows = _asked(officer, source, forms, at)
        is_sure = sound and not refused and not any(row.doubts for row in rows)
        if "add" not in given and filled and is_sure and _entered(request, source, rows, at):
            request.session[_TOLD] = [*request.session.get(_TOLD, []), given.get("draft", "")[:64]][-_DRAFTS:]
            return redirect("cases:person", pk=source.pk)
    context = {
        "source": source,
        "face": face(officer, source, at=at),
        "rows": rows,
        "columns": [(name, forms[0].fields[name].label) for name in COLUMNS],
        "headings": headings(),
        "unused": ", ".join(unused),
        "communes": [with_district(unit) for unit in communes_under(province).order_by("path")],
        "draft": given.get("draft") or secrets.token_hex(16),
        "told": request.session.get(_TOLD, []),
        "most": MOST_ROWS,
        "refused": refused,
        "paste": given.get("paste", "") if refused else "",
        "errors": [*([("paste", refused)] if refused else []), *_told(rows)],
        "is_bound": request.method == "POST",
        "crumbs": [(source.pseudonym, reverse("cases:person", args=[source.pk])), (_("Nhập người tiếp xúc"), "")],
    }
    return render(request, "cases/interview.html", context, status=422 if context["errors"] else 200)


def _given(request: OfficerRequest, at: datetime) -> tuple[QueryDict, Sequence[str], str]:
    """What was posted; text pasted as a whole is spread over the rows, and columns that have no place are named.

    Of more rows than the grid takes, or whose names are not found, nothing is spread: the text stays where it was
    pasted, and what to do is told.
    """
    if not request.POST.get("paste", "").strip():
        return request.POST, (), ""
    given, found = pasted(request.POST, clock.day_of(at))
    if found.is_nameless:
        sentence = _(
            "Không thấy cột họ tên nên chưa đưa vào bảng. Sửa tiêu đề cột họ tên thành “Họ và tên” rồi dán lại. "
            "Cột không hiểu: %(columns)s."
        )
        return request.POST, (), sentence % {"columns": ", ".join(found.unused)}
    if (count := int(given.get("count", "0"))) <= MOST_ROWS:
        return given, found.unused, ""
    sentence = _("Bảng có %(count)s người; mỗi lần ghi không quá %(most)s. Dán từng phần, hoặc dùng Nhập danh sách.")
    return request.POST, (), sentence % {"count": count, "most": MOST_ROWS}


def _rows(given: QueryDict, at: datetime, localities: Localities) -> list[ContactForm]:
    """The rows, of which the blank ones are as new: nothing is wrong with them."""
    asked = given.get("count", "")
    count = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    if count > MOST_ROWS:
        raise Invalid(_("Nhập không quá %(most)s người một lần.") % {"most": MOST_ROWS})
    more = min(FRESH_ROWS, MOST_ROWS - count) if not given or "add" in given else 0
    rows = []
    for n in range(max(count + more, 1)):
        form = ContactForm(given if n < count else None, prefix=f"r{n}", today=at, localities=localities)
        is_new = form.is_bound and form.is_blank()
        rows.append(ContactForm(None, prefix=f"r{n}", today=at, localities=localities) if is_new else form)
    return rows


def _asked(officer: Officer, source: Person, forms: Sequence[ContactForm], at: datetime) -> list[GridRow]:
    """The rows with whom each may be: somebody known, or the person of a row above, unless that was answered."""
    told = {n: form.known().identity() for n, form in enumerate(forms) if form.is_bound and form.is_valid()}
    found = of_rows(officer, told, told, at)
    rows = []
    for n, form in enumerate(forms):
        doubts = [_but_himself(each, source) for each in found.get(n, ())]
        answer = answered(form.cleaned_data["same"], doubts) if doubts else _kept(form)
        rows.append(GridRow(n + 1, form, [] if answer else doubts, answer))
    named = [(told[row.number - 1], doubt.person) for row in rows for doubt in row.doubts if doubt.person]
    told_alike(named, by=officer, at=at)
    return rows


def _kept(form: ContactForm) -> str:
    """The answer of a row with a fault, until whom it tells of is known again."""
    return "" if not form.is_bound or form.is_valid() else str(form["same"].value() or "")


def _but_himself(doubt: Doubt, source: Person) -> Doubt:
    """Nobody is a contact of himself: that answer is not offered."""
    return replace(doubt, label="") if doubt.person and doubt.person.pk == source.pk else doubt


def _entered(request: OfficerRequest, source: Person, rows: Sequence[GridRow], at: datetime) -> bool:
    """Enter all rows, or none: what the action refuses stands beside its row."""
    forms = [row.form for row in rows]
    filled = [n for n, form in enumerate(forms) if form.is_bound]
    contacts = [_contact(rows[n], filled, source, request.officer) for n in filled]
    try:
        made = interviewing.tell(
            source,
            contacts,
            draft=request.POST.get("draft", ""),
            by=request.officer,
            at=at,
            entropy=secrets.token_bytes,
        )
    except (Invalid, Conflict) as problem:
        for error in problem.errors:
            form = forms[filled[error.row - 1 if error.row else 0]]
            form.add_error(_FIELDS.get(error.field, "full_name"), str(error.message))
        if not problem.errors:
            forms[filled[0]].add_error("full_name", str(problem))
        return False
    if made:
        told = ngettext("Đã ghi %(n)d người tiếp xúc.", "Đã ghi %(n)d người tiếp xúc.", len(made)) % {"n": len(made)}
        messages.success(request, told)
        for void in told_void(made, at):
            messages.warning(request, void)
    else:
        messages.info(request, _("Những dòng này đã được ghi từ trước; không ghi thêm."))
    return True


def _contact(row: GridRow, filled: Sequence[int], source: Person, officer: Officer) -> interviewing.Contact:
    given, answer = row.form.cleaned_data, row.answer
    met, declined = span(given["met_from"], given["met_to"]), answer.split()[1:]
    return interviewing.Contact(
        row.form.known(),
        row.form.place or source.commune or officer.unit,
        met.start,
        met.end,
        Setting(given["setting"] or Setting.UNKNOWN),
        given["note"],
        same_as=person_of(officer, int(answer)) if answer.isdecimal() else None,
        same_row=filled.index(int(answer[1:])) if answer.startswith("r") else None,
        others=[person_of(officer, int(one)) for one in declined if one.isdecimal() and len(one) < 19],
        other_rows=[filled.index(n) for n in _rows_in(declined) if n in filled],
        is_timed=met.is_timed,
        level=Class(given["level"]) if given["level"] else None,
    )


def _rows_in(answers: Sequence[str]) -> list[int]:
    """The rows that an answer declines, by their places in the grid."""
    return [int(each[1:]) for each in answers if each.startswith("r") and each[1:].isdecimal()]


def _told(rows: Sequence[GridRow]) -> list[tuple[str, str]]:
    """The error summary: each fault once, with all its rows and a way to the first; each doubt too."""
    wrong: dict[tuple[str, str], list[GridRow]] = {}
    for row in rows:
        for name, errors in row.form.errors.items():
            wrong.setdefault((name, str(errors[0])), []).append(row)
        if row.doubts:
            wrong.setdefault(("same", _("chọn cùng người hay người khác.")), []).append(row)
    return [_line(name, error, found) for (name, error), found in wrong.items()]


def _line(name: str, error: str, rows: Sequence[GridRow]) -> tuple[str, str]:
    """One fault of some rows: where the first of them stands, and what is wrong with them all."""
    first = rows[0].form
    said = {"row": runs_of(row.number for row in rows), "field": first.fields[name].label, "error": error}
    told = _("Dòng %(row)s: %(error)s") if name == "same" else _("Dòng %(row)s, %(field)s: %(error)s")
    return first[name].auto_id, told % said
