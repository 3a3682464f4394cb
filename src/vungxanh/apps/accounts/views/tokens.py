"""API tokens of one's own."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.access import AccountRequest, actor_of
from vungxanh.apps.accounts.actions.tokens import issue_token, revoke_token
from vungxanh.apps.accounts.forms.people import TokenForm
from vungxanh.apps.accounts.models import Scope
from vungxanh.apps.accounts.queries.tokens import tokens_of
from vungxanh.kit import clock
from vungxanh.kit.problems import Invalid
from vungxanh.ui.acting import show


@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: AccountRequest) -> HttpResponse:
    """My programs' access; a new token's secret is on the answer page only."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        secret = secret_text.TOKEN_PREFIX + secret_text.mint()
        name, scope, days = (form.cleaned_data[field] for field in ("name", "scope", "days"))
        try:
            issue_token(
                request.user,
                name=name,
                scope=Scope(scope),
                days=days,
                secret=secret,
                by=actor_of(request),
                at=clock.now(),
            )
        except Invalid as problem:
            show(problem, form)
            secret = ""
        else:
            form = TokenForm()
    context = {"form": form, "secret": secret, "tokens": tokens_of(request.user), "now": clock.now()}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: AccountRequest, pk: int) -> HttpResponse:
    """Take one program's access away."""
    token = get_object_or_404(tokens_of(request.user), pk=pk)
    revoke_token(token, by=actor_of(request), at=clock.now())
    messages.success(request, _("Đã thu hồi mã “%(name)s”.") % {"name": token.name})
    return redirect("accounts:tokens")
