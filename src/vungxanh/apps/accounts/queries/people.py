"""Finding people with accounts."""

from django.db.models import QuerySet

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.policies import visible_users
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.actors import Actor
from vungxanh.kit.paging import Order

BY_NAME = Order("full_name", "id")
STATES = ("active", "inactive")


def people(by: Actor, *, text: str = "", state: str = "") -> QuerySet[User]:
    """The accounts this actor looks after, by words of the name or user name with or without accents."""
    found = visible_users(by)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    if state in STATES:
        found = found.filter(is_active=state == "active")
    return found
