"""One's own account over HTTP: who am I, tokens, sessions (/api/v1/accounts/me, …/tokens, …/sessions)."""

from datetime import datetime

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.actions import people, sessions, tokens
from vungxanh.apps.accounts.api.asked import actor_of, locked, state_of
from vungxanh.apps.accounts.api.schemas import ContactIn, Count, Me, NewTokenOut, SessionOut, TokenIn, TokenOut
from vungxanh.apps.accounts.models import ApiToken
from vungxanh.apps.accounts.queries.sessions import kept_sessions, sessions_of
from vungxanh.apps.accounts.queries.tokens import tokens_of
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.problems import FieldError, Invalid, NotAllowed, NotFound

router = Router(tags=["accounts"])
Shown = dict[str, object]


@router.get("/me", response=Me, summary="Tôi là ai / who am I")
@guarded_by(actor_of)
def show_me(request: HttpRequest, response: HttpResponse) -> Shown:
    """The person, the unit and the roles this request acts with."""
    etags.tag(response, state_of(actor_of(request).user))
    return _me(request)


@router.patch("/me", response=Me, summary="Sửa liên hệ của tôi / correct my contact")
@versioned
@guarded_by(people.correct_contact)
def change_me(request: HttpRequest, response: HttpResponse, body: ContactIn) -> Shown:
    """Keep my own address, telephone and language right."""
    by, names = actor_of(request), ("email", "phone", "language")
    with transaction.atomic():
        user = locked(request, by.user)
        given = {name: getattr(user, name) for name in names} | _said(body)
        people.correct_contact(user, **given, by=by, at=clock.now())
    for name in names:
        setattr(by.user, name, getattr(user, name))
    return show_me(request, response)


def _said(body: ContactIn) -> dict[str, str]:
    return {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}


def _me(request: HttpRequest) -> Shown:
    by = actor_of(request)
    names = ("id", "username", "full_name", "email", "phone", "language")
    facts: Shown = {name: getattr(by.user, name) for name in names}
    token: ApiToken | None = getattr(request, "api_token", None)
    roles = [role.value for role in Role if by.has(role)]
    return facts | {
        "acts_as": by.actor_name,
        "unit": by.unit_code,
        "roles": roles,
        "scope": token.scope if token else None,
    }


@router.get("/tokens", response=list[TokenOut], summary="Mã truy cập của tôi / my tokens")
@guarded_by(tokens_of)
def list_tokens(request: HttpRequest) -> list[Shown]:
    """Programs that may act for me, newest first; revoked ones are left out."""
    return [_token(token) for token in tokens_of(actor_of(request).user)]


@router.post("/tokens", response={201: NewTokenOut}, summary="Cấp mã truy cập / create a token")
@guarded_by(tokens.issue_token)
def create_token(request: HttpRequest, response: HttpResponse, body: TokenIn) -> Status[Shown]:
    """Give a program access in my name and present unit; its secret is in this answer and nowhere else.

    Only a browser whose person has confirmed the password a short while ago: whoever finds a program's access can
    neither prolong it nor leave another behind.
    """
    by, at = actor_of(request), clock.now()
    _refuse_unless_confirmed(request)
    if not 1 <= len(body.name.strip()) <= 80:
        message = _("Tên chương trình có từ 1 đến 80 ký tự.")
        raise Invalid(message, errors=[FieldError("name", message)])
    secret = secret_text.TOKEN_PREFIX + secret_text.mint()
    given = {"name": body.name.strip(), "scope": body.scope, "days": body.days}
    token = tokens.issue_token(by.user, **given, secret=secret, by=by, at=at)  # type: ignore[arg-type]
    response["Cache-Control"] = "no-store"
    return Status(201, _token(token) | {"secret": secret})


def _refuse_unless_confirmed(request: HttpRequest) -> None:
    if getattr(request, "api_token", None) is not None:
        raise NotAllowed(_("Mã truy cập không tạo được mã khác: đăng nhập bằng trình duyệt để tạo."))
    if not did_recently_reauthenticate(request):
        raise NotAllowed(_("Xác nhận lại mật khẩu trên trang tài khoản rồi thử lại."))


@router.delete("/tokens/{int:pk}", response={204: None}, summary="Thu hồi mã / revoke a token")
@guarded_by(tokens.revoke_token)
def revoke(request: HttpRequest, pk: int) -> Status[None]:
    """Take one program's access away at once."""
    by = actor_of(request)
    token = tokens_of(by.user).filter(pk=pk).first()
    if token is None:
        raise NotFound(_("Không có mã truy cập này."))
    tokens.revoke_token(token, by=by, at=clock.now())
    return Status(204, None)


def _token(token: ApiToken) -> Shown:
    names = ("id", "name", "start", "scope", "created_at", "expires_at", "last_used_at")
    facts: Shown = {name: getattr(token, name) for name in names}
    return facts | {"unit": token.unit_code}


@router.get("/sessions", response=list[SessionOut], summary="Phiên đăng nhập / my sessions")
@guarded_by(sessions_of)
def list_sessions(request: HttpRequest) -> list[Shown]:
    """Where I am signed in, newest first."""
    return [_session(each, request) for each in sessions_of(actor_of(request).user)]


@router.delete("/sessions/{int:pk}", response={204: None}, summary="Kết thúc phiên / end a session")
@guarded_by(sessions.end_session)
def end_session(request: HttpRequest, pk: int) -> Status[None]:
    """Sign me out in one place."""
    by = actor_of(request)
    session = kept_sessions(by.user).filter(pk=pk).first()
    if session is None:
        raise NotFound(_("Không có phiên đăng nhập này."))
    sessions.end_session(session, by=by, at=clock.now())
    return Status(204, None)


@router.post("/sessions/end-others", response=Count, summary="Kết thúc phiên khác / end the other sessions")
@guarded_by(sessions.end_other_sessions)
def end_others(request: HttpRequest) -> Shown:
    """Sign me out everywhere but in the session of this request, and take all programs' access away, this one's too."""
    by, key = actor_of(request), request.session.session_key or ""
    return {"count": sessions.end_other_sessions(by.user, except_key=key, by=by, at=clock.now())}


def _session(each: UserSession, request: HttpRequest) -> Shown:
    here = each.session_key == request.session.session_key
    since: datetime = each.created_at
    return {"id": each.pk, "address": each.ip, "user_agent": each.user_agent, "since": since, "here": here}
