"""What every operation of the accounts API needs from its request: who asks, and about whom."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.actors import Administrator
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import may_administer, visible_users
from vungxanh.kit.api import etags
from vungxanh.kit.problems import NotAllowed, NotFound


def actor_of(request: HttpRequest) -> Administrator:
    """The officer that the API's door has seated."""
    return cast(Administrator, request.officer)  # type: ignore[attr-defined]


def state_of(user: User) -> etags.State:
    """What of a person can be changed over HTTP, under whichever address it is read."""
    return etags.State.of(user.pk, [user.full_name, user.email, user.phone, user.language])


def locked(request: HttpRequest, user: User) -> User:
    """The person's row, read anew and held for the transaction, when it is as If-Match says; 428, 412."""
    held = User.objects.select_for_update().get(pk=user.pk)
    etags.must_hold(request, state_of(held))
    return held


def administrator_of(request: HttpRequest) -> Administrator:
    """The officer, who administers the unit acted for; NotAllowed otherwise."""
    by = actor_of(request)
    if not may_administer(by):
        raise NotAllowed(_("Chỉ quản trị của đơn vị được dùng thao tác này."))
    return by


def person_of(request: HttpRequest, pk: int) -> User:
    """A person whose account the officer looks after."""
    user = visible_users(administrator_of(request)).filter(pk=pk).first()
    if user is None:
        raise NotFound(_("Không có người này, hoặc tài khoản không thuộc đơn vị anh/chị quản trị."))
    return user
