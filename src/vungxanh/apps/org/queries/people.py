"""People by name, as the open directory shows them: who holds a post today (người trong danh bạ)."""

from datetime import date

from django.db.models import Case, IntegerField, Value, When

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
