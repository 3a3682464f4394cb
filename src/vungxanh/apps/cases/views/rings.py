"""Opening a ring after seeing what it means, and closing it again (mở vòng, đóng vòng)."""

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.rings import close_ring, open_ring
from vungxanh.apps.cases.forms.people import ConfirmForm
from vungxanh.apps.cases.models import Class, Person, Standing
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.cases.queries.figures import told_counts
from vungxanh.apps.cases.queries.records import case_of
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.cases.views.lines import chance
from vungxanh.apps.cases.views.live import by_phones
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import standing as core
from vungxanh.core.casework.rings import Preview
from vungxanh.core.casework.small_numbers import written
from vungxanh.kit import clock
from vungxanh.ui.acting import went
from vungxanh.ui.forms import Form

SHOWN = 20


class OpenForm(Form):
    """How many people the officer saw in the preview."""

    people_seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


@officer_required(policies.decides)
@require_http_methods(["GET", "HEAD", "POST"])
def ring(request: OfficerRequest, code: str, level: int) -> HttpResponse:
    """What opening a ring means; pressing the button opens exactly that."""
    officer, at = request.officer, clock.now()
    own = case_of(officer, code)
    policies.must_decide(officer, own)
    form = OpenForm(request.POST or None)

    def act(now: datetime) -> None:
        open_ring(own, level, people_seen=form.cleaned_data["people_seen"], by=officer, at=now)

    if request.method == "POST" and went(form, act):
        seen = form.cleaned_data["people_seen"]
        told = ngettext("Đã mở vòng, thêm %(n)d người.", "Đã mở vòng, thêm %(n)d người.", seen) % {"n": seen}
        messages.success(request, told)
        return redirect("cases:case", code=own.code)
    preview = foreseen(own, level, on=at)
    context = {
        "case": own,
        "level": level,
        "form": form,
        "preview": preview,
        "count": len(preview.people),
        "by_phones": by_phones(officer, own, level, at=at),
        "communes": (communes := _communes(officer, preview)),
        "others": max(len(communes) - SHOWN, 0),
        "people": _people(officer, preview.people[:SHOWN], at),
        "crumbs": [(own.code, reverse("cases:case", args=[own.code])), (_("Vòng F%(n)d") % {"n": level}, "")],
    }
    return render(request, "cases/ring.html", context, status=422 if form.errors else 200)


@officer_required(policies.decides)
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: OfficerRequest, code: str, level: int) -> HttpResponse:
    """Let a ring and those beyond it go."""
    officer, own = request.officer, case_of(request.officer, code)
    policies.must_decide(officer, own)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and went(form, lambda at: close_ring(own, level, by=officer, at=at)):
        messages.success(request, _("Đã đóng vòng."))
        return redirect("cases:case", code=own.code)
    held = Standing.objects.filter(case=own, level__gte=level).count()
    back, title = reverse("cases:case", args=[own.code]), _("Đóng vòng F%(n)d") % {"n": level}
    context = {
        "form": form,
        "title": title,
        "verb": title,
        "tone": "danger",
        "back": back,
        "crumbs": [(own.code, back), (title, "")],
        "warning": _("Khoảng %(n)d người không còn phải theo dõi, trừ người còn nguồn khác.") % {"n": held},
    }
    return render(request, "cases/act.html", context)


def _communes(officer: Officer, preview: Preview) -> list[dict[str, object]]:
    """How many of each commune, as the officer may be told; None of who has none."""
    counts = told_counts(officer, preview.by_commune)
    names = Unit.objects.in_bulk([key for key in counts if key])
    return [
        {"name": names[key].name if key in names else _("chưa rõ xã"), "count": written(count, _("ẩn"))}
        for key, count in counts.items()
    ]


def _people(officer: Officer, standings: Sequence[core.Standing], at: datetime) -> list[dict[str, object]]:
    """The likeliest, each with the person they were reached by (5 queries)."""
    keys = {one.person for one in standings}
    keys |= {step.source for one in standings for step in one.chain[-1:] if step.source}
    rows = Person.objects.select_related("commune").in_bulk(keys)
    shown = faces(officer, list(rows.values()), at=at)
    return [
        {
            "name": rows[one.person].pseudonym,
            "commune": rows[one.person].commune,
            "risk": Class(one.strongest.value).label if one.strongest else "",
            "chance": chance(one.probability),
            "by": shown[one.chain[-1].source].name if one.chain and one.chain[-1].source in shown else "",
            "last": one.last,
        }
        for one in standings
    ]
