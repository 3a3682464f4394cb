"""Looking after people's accounts over HTTP (/api/v1/accounts/people, …/locks); for administrators.

Roles are posts: they are given and ended in `/api/v1/org/units/{code}/posts`.
"""

from typing import Literal

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Status

from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.actions import factors, locks, people, reset_links, sessions, tokens
from vungxanh.apps.accounts.api.asked import administrator_of, locked, person_of, state_of
from vungxanh.apps.accounts.api.schemas import (
    Count,
    LockOut,
    NewPersonIn,
    PersonIn,
    PersonOut,
    PersonRow,
    PersonTokenOut,
    ResetLinkOut,
)
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import visible_users
from vungxanh.apps.accounts.queries.factors import factors_of
from vungxanh.apps.accounts.queries.locks import is_locked
from vungxanh.apps.accounts.queries.locks import locks as present_locks
from vungxanh.apps.accounts.queries.people import BY_NAME
from vungxanh.apps.accounts.queries.people import people as found_people
from vungxanh.apps.accounts.queries.tokens import tokens_of
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize
from vungxanh.kit.paging import page_of
from vungxanh.kit.problems import NotFound

router = Router(tags=["accounts"])
Shown = dict[str, object]
_ROW = ("id", "username", "full_name", "email", "phone", "language", "is_active", "is_sample")


@router.get("/people", response=PageOut[PersonRow], summary="Người dùng / people")
@guarded_by(found_people)
def list_people(
    request: HttpRequest,
    q: str = "",
    state: Literal["", "active", "inactive"] = "",
    cursor: Cursor = "",
    size: PageSize = 50,
) -> Shown:
    """The accounts of my unit and those below, by name; `q` finds names with or without accents."""
    found = found_people(administrator_of(request), text=q, state=state)
    page = page_of(found, BY_NAME, cursor=cursor, size=size)
    return {"items": [_row(user) for user in page.items], "next": page.next, "previous": page.previous}


@router.post("/people", response={201: PersonOut}, summary="Tạo tài khoản / create an account")
@guarded_by(people.create_person)
def create(request: HttpRequest, response: HttpResponse, body: NewPersonIn) -> Status[Shown]:
    """Make an account; the next step is its reset link."""
    details = people.Details(**body.dict(exclude={"username"}))
    by = administrator_of(request)
    user = people.create_person(body.username.lower(), details, by=by, at=clock.now())
    return Status(201, _answer(response, user))


@router.get("/people/{int:pk}", response=PersonOut, summary="Một người / one person")
@guarded_by(visible_users)
def show(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """One account and how it is protected."""
    return _answer(response, person_of(request, pk))


@router.patch("/people/{int:pk}", response=PersonOut, summary="Sửa thông tin / correct a person")
@versioned
@guarded_by(people.correct_person)
def correct(request: HttpRequest, response: HttpResponse, pk: int, body: PersonIn) -> Shown:
    """Correct a name, an address, a telephone."""
    by, user = administrator_of(request), person_of(request, pk)
    given = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    names = ("full_name", "email", "phone", "language")
    with transaction.atomic():
        user = locked(request, user)
        details = people.Details(**({name: getattr(user, name) for name in names} | given))
        people.correct_person(user, details, by=by, at=clock.now())
    return _answer(response, user)


@router.post("/people/{int:pk}/deactivate", response=PersonOut, summary="Ngừng tài khoản / disable")
@guarded_by(people.deactivate)
def deactivate(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """Stop an account, its sessions, tokens and links at once; its history stays."""
    user = person_of(request, pk)
    return _answer(response, people.deactivate(user, by=administrator_of(request), at=clock.now()))


@router.post("/people/{int:pk}/reactivate", response=PersonOut, summary="Mở lại tài khoản / enable")
@guarded_by(people.reactivate)
def reactivate(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """Reopen a stopped account."""
    user = person_of(request, pk)
    return _answer(response, people.reactivate(user, by=administrator_of(request), at=clock.now()))


@router.post("/people/{int:pk}/unlock", response=PersonOut, summary="Mở khóa đăng nhập / lift a lock")
@guarded_by(locks.unlock)
def unlock(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """Let a person who typed wrong passwords sign in again."""
    user = person_of(request, pk)
    locks.unlock(user, by=administrator_of(request), at=clock.now())
    return _answer(response, user)


@router.post("/people/{int:pk}/end-sessions", response=Count, summary="Kết thúc mọi phiên / end all sessions")
@guarded_by(sessions.end_all_sessions)
def end_sessions(request: HttpRequest, pk: int) -> Shown:
    """Sign a person out everywhere and take their programs' access away."""
    user = person_of(request, pk)
    return {"count": sessions.end_all_sessions(user, by=administrator_of(request), at=clock.now())}


@router.post("/people/{int:pk}/remove-factors", response=Count, summary="Gỡ xác thực hai lớp / remove factors")
@guarded_by(factors.remove_factors)
def remove_factors(request: HttpRequest, pk: int) -> Shown:
    """Take the second factors from a person who lost the device."""
    user = person_of(request, pk)
    return {"count": factors.remove_factors(user, by=administrator_of(request), at=clock.now())}


@router.post("/people/{int:pk}/reset-link", response={201: ResetLinkOut}, summary="Liên kết đặt mật khẩu / reset link")
@guarded_by(reset_links.issue_reset_link)
def reset_link(request: HttpRequest, response: HttpResponse, pk: int) -> Status[Shown]:
    """Make a link by which the person sets a password once within 24 hours; hand it over by a known way."""
    user, secret = person_of(request, pk), secret_text.mint()
    link = reset_links.issue_reset_link(user, secret=secret, by=administrator_of(request), at=clock.now())
    response["Cache-Control"] = "no-store"
    address = settings.PUBLIC_URL.rstrip("/") + reverse("accounts:reset", args=[secret])
    return Status(201, {"address": address, "expires_at": link.expires_at})


@router.get(
    "/people/{int:pk}/tokens", response=list[PersonTokenOut], summary="Mã truy cập của một người / their tokens"
)
@guarded_by(visible_users)
def list_tokens_of_person(request: HttpRequest, pk: int) -> list[Shown]:
    """The programs that may act for a person I look after, newest first, with their last use; nothing of a secret."""
    names = ("id", "name", "scope", "created_at", "expires_at", "last_used_at")
    return [
        {name: getattr(token, name) for name in names} | {"unit": token.unit_code}
        for token in tokens_of(person_of(request, pk))
    ]


@router.delete("/people/{int:pk}/tokens/{int:token}", response={204: None}, summary="Thu hồi mã / revoke their token")
@guarded_by(tokens.revoke_token)
def revoke_token_of_person(request: HttpRequest, pk: int, token: int) -> Status[None]:
    """Take one program's access away from a person I look after."""
    found = tokens_of(person_of(request, pk)).select_related("user").filter(pk=token).first()
    if found is None:
        raise NotFound(_("Không có mã truy cập này."))
    tokens.revoke_token(found, by=administrator_of(request), at=clock.now())
    return Status(204, None)


@router.get("/locks", response=list[LockOut], summary="Người bị khóa / locked people")
@guarded_by(present_locks)
def list_locks(request: HttpRequest) -> list[Shown]:
    """The people I look after who may not sign in now, the newest lock first; `until` by the machine's clock."""
    rows = present_locks(administrator_of(request), clock.machine_now())
    names = ("username", "address", "failures", "until")
    return [{name: getattr(row, name) for name in names} | {"person": row.user.pk} for row in rows if row.user]


def _row(user: User) -> Shown:
    return {name: getattr(user, name) for name in _ROW}


def _shown(user: User) -> Shown:
    protection = factors_of(user)
    locked = is_locked(user, clock.machine_now())
    return _row(user) | {"locked": locked, "totp": protection.totp_since is not None, "passkeys": protection.passkeys}


def _answer(response: HttpResponse, user: User) -> Shown:
    etags.tag(response, state_of(user))
    return _shown(user)
