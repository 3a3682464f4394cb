"""One's own account: contact, language, notices, and where one is signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.apps.accounts.access import AccountRequest, actor_of
from vungxanh.apps.accounts.actions import people, sessions
from vungxanh.apps.accounts.forms.people import ContactForm, NoticeForm
from vungxanh.apps.accounts.language import remember_language
from vungxanh.apps.accounts.queries.factors import factors_of
from vungxanh.apps.accounts.queries.sessions import kept_sessions, sessions_of
from vungxanh.apps.accounts.views.devices import browser_of
from vungxanh.apps.accounts.views.signin import shown
from vungxanh.kit import clock
from vungxanh.kit.notices.actions import set_preference
from vungxanh.kit.notices.queries import preference_of
from vungxanh.kit.problems import Invalid
from vungxanh.ui.acting import show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def account(request: AccountRequest) -> HttpResponse:
    """What the system knows of me, and how my account is protected."""
    user = request.user
    initial = {"email": user.email or "", "phone": user.phone or "", "language": user.language}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.correct_contact(user, **form.cleaned_data, by=actor_of(request), at=clock.now())
        except Invalid as problem:
            show(problem, form)
        else:
            messages.success(request, _("Đã lưu."))
            return remember_language(redirect("account"), user.language)
    context = {"form": form, "factors": factors_of(user), "session_count": len(sessions_of(user))}
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_OR_WRITE)
def notices(request: AccountRequest) -> HttpResponse:
    """How I want to be told."""
    preference = preference_of(request.user.pk)
    names = ("channel", "wants_digest", "digest_at", "quiet_from", "quiet_to")
    form = NoticeForm(request.POST or None, initial={name: getattr(preference, name) for name in names})
    if request.method == "POST" and form.is_valid():
        by, at = actor_of(request), clock.now()
        set_preference(request.user.pk, **form.cleaned_data, language=preference.language, by=by, at=at)
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("accounts:notices")
    return render(request, "accounts/notices.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def session_list(request: AccountRequest) -> HttpResponse:
    """Where I am signed in."""
    rows = [
        {
            "pk": session.pk,
            "browser": browser_of(session.user_agent),
            "address": session.ip,
            "since": shown(session.created_at),
            "here": session.session_key == request.session.session_key,
        }
        for session in sessions_of(request.user)
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
def end_session(request: AccountRequest, pk: int) -> HttpResponse:
    """Sign me out in one other place."""
    session = get_object_or_404(kept_sessions(request.user), pk=pk)
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    sessions.end_session(session, by=actor_of(request), at=clock.now())
    messages.success(request, _("Đã kết thúc phiên đăng nhập đó."))
    return redirect("usersessions_list")


@require_POST
def end_other_sessions(request: AccountRequest) -> HttpResponse:
    """Sign me out everywhere but here, and take all programs' access away."""
    key = request.session.session_key or ""
    ended = sessions.end_other_sessions(request.user, except_key=key, by=actor_of(request), at=clock.now())
    messages.success(
        request, _("Đã kết thúc %(count)d phiên đăng nhập khác và thu hồi mọi mã truy cập.") % {"count": ended}
    )
    return redirect("usersessions_list")
