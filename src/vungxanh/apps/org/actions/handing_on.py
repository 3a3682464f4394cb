"""Posts of units that end: closed, brought to the heir, given back when the end is withdrawn (bàn giao chức vụ)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from vungxanh.apps.org.actions.dated import in_words, wrong
from vungxanh.apps.org.models import Post, StandIn, Unit
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict


@dataclass(slots=True)
class HandedOn:
    """What an end did to posts, by id, so that it can be read and undone.

    `ended`: the post and the end it had; `made`: the heir's new post and the one it continues; `moved`: a post not yet
    begun, its former unit and whether it headed it.
    """

    ended: list[tuple[int, str]] = field(default_factory=list)
    made: list[tuple[int, int]] = field(default_factory=list)
    moved: list[tuple[int, int, bool]] = field(default_factory=list)

    def as_data(self) -> dict[str, object]:
        """The form kept in the audit log."""
        return {"ended": self.ended, "made": self.made, "moved": self.moved}


def hand_on(former: Sequence[Unit], into: Unit | None, on: date, *, at: datetime) -> HandedOn:
    """End the posts of the units on the day; `into` takes over who holds them, and posts that begin only later.

    Heads come without headship, because the heir has its own; a role already held there is not given twice. Accepted
    and asked stand-ins go along. Posts that have begun since the day refuse it: the day is most likely a slip.
    """
    posts = list(Post.objects.select_for_update(no_key=True).filter(unit__in=former).order_by("pk"))
    _refuse_begun(posts, on, day_of(at))
    done = HandedOn()
    held = [post for post in posts if post.starts_on < on and (post.ends_on is None or post.ends_on > on)]
    coming = [post for post in posts if post.starts_on >= on]
    if into is None:
        _refuse_coming(coming)
    else:
        _bring(held, into, on, done)
        _move(coming, into, done)
    for post in held:
        done.ended.append((post.pk, post.ends_on.isoformat() if post.ends_on else ""))
    Post.objects.filter(pk__in=[post.pk for post in held]).update(ends_on=on)
    return done


def take_back(done: HandedOn, on: date) -> None:
    """Undo what `hand_on` did for a day that has not come."""
    for made, continued in done.made:
        copied = StandIn.objects.filter(post=continued, ends_on__gt=on).values_list("person", "ends_on")
        for stand_in in StandIn.objects.filter(post=made):
            if (stand_in.person_id, stand_in.ends_on) in copied and stand_in.starts_on == on:
                stand_in.delete()
        StandIn.objects.filter(post=made).update(post=continued)
    Post.objects.filter(pk__in=[made for made, _continued in done.made]).delete()
    for pk, ends_on in done.ended:
        Post.objects.filter(pk=pk, ends_on=on).update(ends_on=date.fromisoformat(ends_on) if ends_on else None)
    for pk, unit_id, is_head in done.moved:
        Post.objects.filter(pk=pk).update(unit=unit_id, is_head=is_head)


def _refuse_begun(posts: Iterable[Post], on: date, today: date) -> None:
    begun = [post for post in posts if on < post.starts_on <= today]
    if begun:
        first = min(begun, key=lambda post: post.starts_on)
        message = _("Đã có người giữ chức vụ %(title)s tại đơn vị từ ngày %(day)s. Chọn ngày sau đó.")
        raise wrong("on", message % {"title": first.title, "day": in_words(max(post.starts_on for post in begun))})


def _refuse_coming(coming: Sequence[Post]) -> None:
    if coming:
        message = _("Đã có bổ nhiệm %(title)s tại đơn vị từ ngày %(day)s. Chọn ngày sau đó, hoặc sáp nhập.")
        raise Conflict(message % {"title": coming[0].title, "day": in_words(coming[0].starts_on)})


def _bring(held: Sequence[Post], into: Unit, on: date, done: HandedOn) -> None:
    present = set(Post.objects.filter(valid_on(on), unit=into).values_list("user", "role"))
    for post in held:
        if (post.user_id, post.role) in present:
            continue
        present.add((post.user_id, post.role))
        fresh = Post.objects.create(
            user_id=post.user_id, unit=into, role=post.role, title=post.title, starts_on=on, ends_on=post.ends_on
        )
        done.made.append((fresh.pk, post.pk))
        _lend_on(post, fresh, on)


def _lend_on(post: Post, fresh: Post, on: date) -> None:
    for stand_in in StandIn.objects.filter(post=post, ends_on__gt=on, declined_at=None).order_by("pk"):
        if stand_in.starts_on >= on:
            StandIn.objects.filter(pk=stand_in.pk).update(post=fresh)
            continue
        StandIn.objects.create(
            post=fresh,
            person_id=stand_in.person_id,
            starts_on=on,
            ends_on=stand_in.ends_on,
            reason=stand_in.reason,
            accepted_at=stand_in.accepted_at,
            created_at=stand_in.created_at,
        )


def _move(coming: Sequence[Post], into: Unit, done: HandedOn) -> None:
    for post in coming:
        same = Q(user_id=post.user_id, role=post.role, starts_on=post.starts_on)
        if Post.objects.filter(same, unit=into).exists():
            message = _("Người được bổ nhiệm %(title)s từ ngày %(day)s đã giữ vai trò đó tại %(name)s.")
            facts = {"title": post.title, "day": in_words(post.starts_on), "name": into.name}
            raise Conflict(message % facts)
        done.moved.append((post.pk, post.unit_id, post.is_head))
        Post.objects.filter(pk=post.pk).update(unit=into, is_head=False)
