"""Who may act where on a day: posts and accepted stand-ins as officers."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, StandIn
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.dates import valid_on

_Held = tuple[Post, User | None]


def posts_on(on: date) -> QuerySet[Post]:
    """Posts held on the day by active people in units that exist, with person and unit loaded."""
    exists = Q(unit__ended_on=None) | Q(unit__ended_on__gt=on)
    return Post.objects.filter(valid_on(on), exists, user__is_active=True).select_related("user", "unit")


def officers_of(user: User, on: date) -> list[Officer]:
    """The seats a person may take on the day: own units from the top down, then borrowed ones (2 queries).

    The roles of several posts in one unit are united; a stand-in stays a seat of its own: its acts say "B thay A".
    """
    own = posts_on(on).filter(user=user).order_by("unit__path", "-is_head", "starts_on", "pk")
    lent = (
        StandIn.objects.filter(valid_on(on), valid_on(on, "post__"), person=user, declined_at=None)
        .exclude(accepted_at=None)
        .filter(Q(post__unit__ended_on=None) | Q(post__unit__ended_on__gt=on))
        .select_related("post__user", "post__unit")
        .order_by("starts_on", "pk")
    )
    held: list[_Held] = [(post, None) for post in own]
    held += [(stand_in.post, stand_in.post.user) for stand_in in lent]
    return list(_united(user, held))


def _united(user: User, held: Iterable[_Held]) -> Iterable[Officer]:
    seats: dict[tuple[int, int], list[_Held]] = {}
    for post, absent in held:
        seats.setdefault((post.unit_id, absent.pk if absent else 0), []).append((post, absent))
    for (_unit, absent_id), members in seats.items():
        posts = [post for post, _ in members]
        absent = members[0][1]
        yield Officer(
            user=user,
            unit=posts[0].unit,
            roles=frozenset(Role(post.role) for post in posts),
            title=posts[0].full_title,
            for_name=absent.full_name if absent else "",
            for_user_id=absent_id,
            is_head=any(post.is_head for post in posts),
        )
