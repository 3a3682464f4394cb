"""Which posts an officer may ask somebody to stand in for (cử người thay thế)."""

from datetime import date

from django.db.models import Case, Q, QuerySet, When

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import posts_on


def lendable_by(officer: Officer, on: date) -> QuerySet[Post]:
    """One's own posts of the day and, for an administrator, all of the unit; in tree order."""
    mine = Q(user=officer.user)
    if officer.has(Role.ADMINISTRATOR):
        mine |= Q(unit=officer.unit)
    return posts_on(on).filter(mine).order_by("unit__path", "pk")


def may_stand_in(lendable: QuerySet[Post], on: date) -> QuerySet[Post]:
    """The posts whose holders are offered for these: of the same units, then of the units right above."""
    own = lendable.values("unit")
    near = Q(unit__in=own) | Q(unit__in=lendable.values("unit__parent"))
    return posts_on(on).filter(near).order_by(Case(When(unit__in=own, then=0), default=1), "unit__path", "pk")
