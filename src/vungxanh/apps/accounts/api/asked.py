"""What every operation of the accounts API needs from its request: who asks, and about whom."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.actors import Administrator
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import may_administer, visible_users
from vungxanh.kit.problems import NotAllowed, NotFound


def actor_of(request: HttpRequest) -> Administrator:
    """The officer that the API's door has seated."""
    return cast(Administrator, request.officer)  # type: ignore[attr-defined]


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
