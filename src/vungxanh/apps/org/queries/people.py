"""People by name: who holds a post today, as the open directory shows them, and who may be appointed (tìm người)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.models import Post
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.search import Place, place_in

# So many are read to be put in order: a family name alone is borne by half a province.
_SIFTED = 200


def named(query: str, on: date, *, limit: int) -> list[tuple[Place, Post]]:
    """Current holders whose name the query is or begins, or has all its words, best first; one post a person."""
    words = fold(query).split()
    if not words:
        return []
    found = posts_on(on)
    for word in words:
        found = found.filter(user__folded__contains=word)
    begins = Case(When(user__folded__startswith=fold(query), then=Value(0)), default=1, output_field=IntegerField())
    rows = found.annotate(begins=begins).order_by("begins", "unit__path", "-is_head", "pk")[:_SIFTED]
    best: dict[int, tuple[Place, Post]] = {}
    for post in rows:
        place = place_in(query, post.user.full_name)
        if place is not None:
            best.setdefault(post.user_id, (place, post))
    return sorted(best.values(), key=lambda each: each[0])[:limit]


def bearing(name: str, among: QuerySet[User]) -> tuple[list[User], bool]:
    """Whose full name the words are, and True; else who has all the words, and False.

    Accents, case and what stands in brackets ("(mẫu)") do not count.
    """
    words = _words(name)
    found = among if words else among.none()
    for word in words:
        found = found.filter(folded__contains=word)
    people = list(found.order_by("full_name", "pk")[:_SIFTED])
    exact = [user for user in people if words in (_words(user.full_name), _words(user.full_name.partition("(")[0]))]
    return exact or people, bool(exact)


def _words(name: str) -> list[str]:
    return fold(name).split()


def told_apart(people: Sequence[User], on: date) -> list[tuple[str, str]]:
    """Each person's user name, and the name with title and unit of the day by which namesakes are told apart."""
    posts: dict[int, Post] = {}
    for post in posts_on(on).filter(user__in=people).order_by("-is_head", "unit__path", "pk"):
        posts.setdefault(post.user_id, post)
    return [(user.username, _apart(user, posts.get(user.pk))) for user in people]


def _apart(user: User, post: Post | None) -> str:
    place = f"{post.full_title}, {post.unit.name}" if post else _("chưa giữ chức vụ")
    return f"{user.full_name} – {place} ({user.username})"
