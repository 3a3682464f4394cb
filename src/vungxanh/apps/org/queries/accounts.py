"""What org tells accounts: whom an administrator looks after, and which sample people the demonstration offers."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from vungxanh.apps.accounts.demonstration import Sample
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Level, Post, StandIn
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.dates import valid_on

_SHOWN_LEVELS = (Level.PROVINCE, Level.DEPARTMENT, Level.SERVICE, Level.DISTRICT, Level.COMMUNE)


def administered(officer: Officer, on: date) -> QuerySet[User]:
    """People all of whose seats lie in the officer's unit or below, and people the unit made without a post.

    A seat is a post or stand-in of the day or to come; one above or beside leaves the person to the higher
    administrator, who alone may reset the password of a leader or of who acts for one. A stand-in counts from the
    asking on: with the password in hand it could be accepted.
    """
    not_over = Q(ends_on=None) | Q(ends_on__gt=on)
    posts = Post.objects.filter(not_over, user=OuterRef("pk"))
    lent = StandIn.objects.filter(not_over, person=OuterRef("pk"), declined_at=None)
    inside = Q(unit__path__under=officer.unit.path)
    outside = Exists(posts.exclude(inside)) | Exists(lent.exclude(post__unit__path__under=officer.unit.path))
    ours = Exists(posts.filter(inside)) | (~Exists(posts) & Q(created_in=officer.unit.code))
    return User.objects.filter(ours & ~outside)


def roster(on: date) -> Iterator[Sample]:
    """Sample people for each role, one a level from the top down; nobody is shown twice."""
    posts = Post.objects.filter(
        valid_on(on), user__is_sample=True, user__is_active=True, unit__level__in=_SHOWN_LEVELS
    ).select_related("user", "unit")
    shown: dict[Role, list[Post]] = {}
    taken: set[int] = set()
    # Leaders last: the chief of office leads the office too, and is better known as chief of office.
    for role in sorted(Role, key=lambda role: role is Role.LEADER):
        for level in _SHOWN_LEVELS:
            post = posts.filter(role=role, unit__level=level).exclude(user__in=taken).order_by("pk").first()
            if post:
                shown.setdefault(role, []).append(post)
                taken.add(post.user_id)
    for role in Role:
        for post in shown.get(role, []):
            yield Sample(user=post.user, role=str(role.label), unit=f"{post.title}, {post.unit.name}")
