"""Who may do what with accounts.

Accounts stands below org and knows no units: org registers at start-up which people an administrator looks after.
"""

from collections.abc import Callable
from typing import Any, TypeGuard

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.actors import Administrator
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit.actors import Actor, SystemActor
from vungxanh.kit.problems import NotAllowed

Scope = Callable[[Any], QuerySet[User]]  # org passes its Officer
_scopes: list[Scope] = []


def register_scope(visible: Scope) -> None:
    """Tell accounts which people an officer administers; the last registration holds."""
    _scopes[:] = [visible]


def anyone(_who: object) -> bool:
    """The policy of pages that need no account."""
    return True


def account_holder(who: object) -> bool:
    """The policy of pages about one's own account."""
    return isinstance(who, User)


def may_administer(by: Actor | None) -> TypeGuard[Administrator]:
    """Whether the officer administers accounts in the unit acted for."""
    has = getattr(by, "has", None)
    return has is not None and bool(has(Role.ADMINISTRATOR))


def visible_users(by: Actor) -> QuerySet[User]:
    """The people whose accounts this actor looks after: all for the command line, none without the role."""
    if isinstance(by, SystemActor):
        return User.objects.all()
    if not may_administer(by) or not _scopes:
        return User.objects.none()
    return _scopes[0](by)


def may_manage(by: Actor, user: User) -> bool:
    """Whether the actor looks after this account (1 query)."""
    return visible_users(by).filter(pk=user.pk).exists()


def must_be_able_to_manage(by: Actor, user: User) -> None:
    """NotAllowed unless the actor looks after this account."""
    if not may_manage(by, user):
        raise NotAllowed(_("Tài khoản này không thuộc đơn vị anh/chị quản trị."))


def must_be_able_to_create(by: Actor) -> None:
    """NotAllowed unless the actor may make accounts."""
    if not isinstance(by, SystemActor) and not may_administer(by):
        raise NotAllowed(_("Chỉ quản trị của đơn vị được tạo tài khoản."))


def must_be_oneself(by: Actor, user: User) -> None:
    """NotAllowed unless the account is the actor's own."""
    if by.actor_key != f"user:{user.pk}":
        raise NotAllowed(_("Chỉ chủ tài khoản được thay đổi mục này."))
