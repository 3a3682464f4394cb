"""The decisions everybody is derived by: all versions, and entering the next (chính sách)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.ruling import enter_policy, must_be_sound
from vungxanh.apps.cases.forms.policy import (
    MOST_LEVELS,
    PLACES,
    LevelForm,
    PolicyForm,
    initial_of,
    initial_of_level,
    policy_of,
)
from vungxanh.apps.cases.models import Policy
from vungxanh.apps.cases.queries.figures import figures
from vungxanh.apps.cases.queries.foreseeing import Foreseen, seen_of, unread
from vungxanh.apps.cases.queries.policy import Version, holds_at_once, in_force, versions
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.core.casework import policy as rules
from vungxanh.kit import clock
from vungxanh.ui.acting import went
from vungxanh.ui.forms import Form


@officer_required(policies.may_enter)
@require_safe
def decisions(request: OfficerRequest) -> HttpResponse:
    """Every version; of the chosen one, or of the one in force, what it orders."""
    found = versions(request.officer, clock.day_of(clock.now()))
    asked = request.GET.get("ban", "")
    chosen = next((each for each in found if str(each.row.pk) == asked), None)
    chosen = chosen or next((each for each in found if each.state == "in_force"), None)
    context = {
        "versions": found,
        "chosen": chosen,
        "levels": list(_levels(chosen.rules)) if chosen else [],
        "facts": list(_facts(chosen)) if chosen else [],
        "may_rule": policies.may_rule(request.officer),
    }
    return render(request, "cases/policies.html", context)


@officer_required(policies.may_rule)
@require_http_methods(["GET", "HEAD", "POST"])
def new_decision(request: OfficerRequest) -> HttpResponse:
    """Type in a decision, beginning with what holds now; whom it recomputes at once is said before it is kept.

    A second press with the rules that were read about is taken, whatever the outbreak did meanwhile.
    """
    officer, today = request.officer, clock.day_of(clock.now())
    _row, base = in_force(today)
    given = request.POST or None
    form = PolicyForm(given, initial=initial_of(base))
    levels = [
        LevelForm(given, prefix=f"f{level}", initial=initial_of_level(base, level))
        for level in range(1, MOST_LEVELS + 1)
    ]
    kept: list[tuple[Policy, str]] = []
    asked: list[tuple[Foreseen, str]] = []

    def act(at: datetime) -> None:
        policy = policy_of(base, form.cleaned_data, levels)
        must_be_sound(policy)
        seen = request.POST.get("seen", "")
        if means := unread(officer, policy, seen, at=at):
            asked.append((means, seen_of(policy)))
            return
        told = _entered(policy, today, moves=seen == seen_of(policy))
        kept.append((enter_policy(policy, by=officer, at=at), told))

    if request.method == "POST" and went(form, act, *levels) and kept:
        row, told = kept[0]
        messages.success(request, told)
        return redirect(f"{reverse('cases:policies')}?ban={row.pk}")
    title = _("Nhập quyết định mới")
    context = {
        "form": form,
        "levels": [(f"F{number}", each) for number, each in enumerate(levels, 1)],
        "errors": [*_errors("", form), *(one for n, each in enumerate(levels, 1) for one in _errors(f"F{n}, ", each))],
        "title": title,
        "asked": asked[0][0] if asked else None,
        "seen": asked[0][1] if asked else "",
        "following": figures(officer, today).following,
        "crumbs": [(_("Chính sách"), reverse("cases:policies")), (title, "")],
    }
    return render(request, "cases/new_policy.html", context, status=422 if context["errors"] else 200)


def _entered(policy: rules.Policy, on: date, *, moves: bool) -> str:
    """What an officer is told of the version about to be entered: from when it holds, and whether days change."""
    since = {"since": f"{policy.valid_from:%d/%m/%Y}"}
    if policy.valid_from > on:
        return (
            _("Đã nhập chính sách, có hiệu lực từ %(since)s: đến ngày ấy mọi người đang theo dõi được tính lại.")
            % since
        )
    if not holds_at_once(policy, on):
        return (
            _("Đã nhập chính sách. Văn bản đang có hiệu lực bắt đầu sau ngày %(since)s nên không ngày nào đổi.") % since
        )
    if moves:
        return _("Đã nhập chính sách, đang có hiệu lực từ %(since)s: những người liên quan đang được tính lại.") % since
    return _("Đã nhập chính sách, đang có hiệu lực từ %(since)s. Không ngày của ai thay đổi.") % since


def _errors(prefix: str, form: Form) -> Iterator[tuple[str, str]]:
    """The error summary: where each stands and what it says."""
    for name, errors in form.errors.items():
        for error in errors:
            if name in form.fields:
                yield form[name].auto_id, f"{prefix}{form.fields[name].label}: {error}"
            else:
                yield "", str(error)


def _levels(policy: rules.Policy) -> Iterator[dict[str, object]]:
    """What each level means, each figure with whether it was read in a source."""
    for rule in policy.levels:
        yield {
            "name": f"F{rule.level}",
            "rule": rule,
            "place": PLACES[rule.place],
            "tests": ", ".join(map(str, rule.test_days)) or "–",
            "vaccinated_tests": ", ".join(map(str, rule.vaccinated_test_days or ())),
            "doubted": {
                name: policy.confidence(f"f{rule.level}.{name}") is rules.Confidence.MEMORY
                for name in ("place", "quarantine_days", "monitoring_days", "test_days")
            },
        }


def _facts(version: Version) -> Iterator[tuple[str, object, bool]]:
    """The general rules: label, value, whether it stands from memory."""
    policy = version.rules
    for label, name, value in (
        (_("Tiếp xúc gần"), "contact.text", policy.contact.text),
        (_("Số phút tối thiểu"), "contact.minutes", policy.contact.minutes or _("không nêu")),
        (_("Tra ngược trước khởi phát"), "lookback_days", _("%(n)s ngày") % {"n": policy.lookback_days}),
        (
            _("Tra ngược khi không triệu chứng"),
            "lookback_days_symptomless",
            _("%(n)s ngày trước xét nghiệm") % {"n": policy.lookback_days_symptomless},
        ),
        (_("Giờ ủ bệnh trước khi lây tiếp"), "latency_hours", policy.latency_hours),
        (_("Vòng sâu nhất được mở"), "max_ring", f"F{policy.max_ring}"),
    ):
        yield label, value, policy.confidence(name) is rules.Confidence.MEMORY
