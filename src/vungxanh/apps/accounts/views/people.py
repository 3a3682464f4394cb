"""Looking after people's accounts (quản trị người dùng)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.apps.accounts.access import AdministratorRequest
from vungxanh.apps.accounts.actions import people as actions
from vungxanh.apps.accounts.forms.people import NewPersonForm, PersonForm
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import visible_users
from vungxanh.apps.accounts.queries.factors import factors_of
from vungxanh.apps.accounts.queries.locks import is_locked, locks
from vungxanh.apps.accounts.queries.people import BY_NAME, people
from vungxanh.apps.accounts.queries.sessions import sessions_of
from vungxanh.apps.accounts.queries.tokens import open_link_of, tokens_of
from vungxanh.kit import acts, clock
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.paging import Page, page_of
from vungxanh.kit.problems import Conflict, Invalid
from vungxanh.ui.acting import show

NEWEST = 30


@require_safe
def person_list(request: AdministratorRequest) -> HttpResponse:
    """The accounts of my unit and those below."""
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = people(request.officer, text=text, state=state)
    page = page_of(found, BY_NAME, cursor=request.GET.get("cursor", ""))
    states = [("", _("Tất cả")), ("active", _("Đang hoạt động")), ("inactive", _("Ngừng hoạt động"))]
    context = {
        "page": page,
        "text": text,
        "state": state,
        "states": states,
        "pager": _pager(page, {"q": text, "state": state}),
        "lock_count": len(locks(request.officer, clock.machine_now())),
    }
    return render(request, "accounts/people.html", context)


def _pager(page: Page[User], kept: dict[str, str]) -> dict[str, str]:
    present = {name: value for name, value in kept.items() if value}
    cursors = {"next": page.next, "previous": page.previous}
    return {name: f"?{urlencode(present | {'cursor': cursor})}" for name, cursor in cursors.items() if cursor}


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: AdministratorRequest) -> HttpResponse:
    """Make an account; the next step is its reset link."""
    form = NewPersonForm(request.POST or None, initial={"language": "vi"})
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.create_person(
                form.cleaned_data["username"], form.details(), by=request.officer, at=clock.now()
            )
        except (Invalid, Conflict) as problem:
            show(problem, form)
        else:
            messages.success(request, _("Đã tạo tài khoản. Cấp liên kết đặt mật khẩu để người dùng đăng nhập lần đầu."))
            return redirect("accounts:person", user.pk)
    return render(request, "accounts/person_form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def person(request: AdministratorRequest, pk: int) -> HttpResponse:
    """One account and what may be done with it."""
    user = get_object_or_404(visible_users(request.officer), pk=pk)
    return render(request, "accounts/person.html", record_of(request, user))


def record_of(request: AdministratorRequest, user: User) -> dict[str, object]:
    """What the account's page shows."""
    return {
        "person": user,
        "is_self": user.pk == request.user.pk,
        "factors": factors_of(user),
        "session_count": len(sessions_of(user)),
        "locked": is_locked(user, clock.machine_now()),
        "tokens": tokens_of(user),
        "now": clock.now(),
        "open_link": open_link_of(user, clock.now()),
        "acts": acts.next_for(user, request.officer),
        "history": reversed(history_of(user).order_by("-seq")[:NEWEST]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: AdministratorRequest, pk: int) -> HttpResponse:
    """Correct a name, an address, a telephone."""
    user = get_object_or_404(visible_users(request.officer), pk=pk)
    names = ("full_name", "email", "phone", "language")
    form = PersonForm(request.POST or None, initial={name: getattr(user, name) or "" for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_person(user, form.details(), by=request.officer, at=clock.now())
        except Invalid as problem:
            show(problem, form)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("accounts:person", user.pk)
    context = {"form": form, "person": user}
    return render(request, "accounts/person_form.html", context, status=422 if form.errors else 200)
