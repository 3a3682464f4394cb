"""Open letters of units that ended without an heir, and who goes on with them (văn bản không còn đơn vị giữ)."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.hand_over import hand_over
from vungxanh.apps.directives.forms import HandOverForm
from vungxanh.apps.directives.queries.left_behind import listed, may_go_to
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid


@officer_required(policies.may_receive)
@require_http_methods(["GET", "HEAD", "POST"])
def left_behind(request: OfficerRequest) -> HttpResponseBase:
    """What waits, each letter with the form that gives it to a standing unit."""
    officer, at = request.officer, clock.now()
    on, sent = clock.day_of(at), request.POST.get("directive", "")
    shown = []
    for letter in listed(officer, on):
        bound = request.POST if sent == str(letter.pk) else None
        form = HandOverForm(bound, initial={"directive": letter.pk}, auto_id=f"id_{letter.pk}_%s")
        form.choose_among(may_go_to(on))
        if form.is_bound and form.is_valid():
            to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
            try:
                moved = hand_over(letter, to=to, reason=reason, by=officer, at=at)
            except (Invalid, Conflict) as refused:
                form.add_error(None, str(refused))
            else:
                told = _("Đã chuyển %(unit)s.") if moved else _("%(unit)s đã có văn bản này; bản bị bỏ lại đã thu hồi.")
                messages.success(request, told % {"unit": to})
                return redirect("directives:left_behind")
        shown.append((letter, form))
    crumbs = [(_("Văn bản chỉ đạo"), reverse("directives:list")), (_("Không còn đơn vị giữ"), "")]
    status = 422 if any(form.errors for _letter, form in shown) else 200
    return render(request, "directives/left_behind.html", {"letters": shown, "crumbs": crumbs}, status=status)
