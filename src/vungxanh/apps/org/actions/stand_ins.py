"""Asking somebody to stand in for a post, and their answer (cử người thay thế, nhận thay thế)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org import policies
from vungxanh.apps.org.events import StandInAnswered, StandInAsked, StandInEnded
from vungxanh.apps.org.models import Post, StandIn
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.policies import Administrator
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

LONGEST = timedelta(days=366)
"""How long one may stand in at most, and how far ahead it may be asked."""
_LATE = timedelta(days=31)


def ask_stand_in(
    post: Post, person: User, *, starts_on: date, ends_on: date, reason: str, by: Administrator, at: datetime
) -> StandIn:
    """Ask a person to do the work of the post between two dates, `ends_on` excluded; nothing holds until they accept.

    A borrowed post cannot be lent on: the officer who stands in for somebody is refused. It lasts a year at most:
    whoever is away longer is replaced by appointment.
    """
    policies.must_be_able_to_lend(by, post)
    _refuse_disorder(post, person, starts_on, ends_on)
    _refuse_far(starts_on, ends_on, day_of(at))
    with transaction.atomic():
        Post.objects.select_for_update(no_key=True).get(pk=post.pk)
        waiting = StandIn.objects.filter(
            post=post, person=person, declined_at=None, starts_on__lt=ends_on, ends_on__gt=starts_on
        )
        if waiting.exists():
            raise Conflict(_("Đã có đề nghị thay thế người này trong thời gian đó."))
        stand_in = StandIn.objects.create(
            post=post, person=person, starts_on=starts_on, ends_on=ends_on, reason=reason.strip(), created_at=at
        )
        data = {"post": post.title, "person": person.username, "starts_on": starts_on, "ends_on": ends_on}
        audit.record("org.ask_stand_in", by=by, on=post.unit, at=at, data=data)
        events.announce(StandInAsked(stand_in.pk, at))
    return stand_in


def accept_stand_in(stand_in: StandIn, *, by: Officer, at: datetime) -> StandIn:
    """Take the stand-in on: from its first day the person may act with the post's role (nhận thay thế)."""
    return _answer(stand_in, accepted=True, by=by, at=at)


def decline_stand_in(stand_in: StandIn, *, by: Officer, at: datetime) -> StandIn:
    """Refuse to stand in (từ chối thay thế)."""
    return _answer(stand_in, accepted=False, by=by, at=at)


def end_stand_in(stand_in: StandIn, *, on: date, by: Administrator, at: datetime) -> StandIn:
    """Let a stand-in end earlier than agreed (kết thúc thay thế); one that would begin only then is called off."""
    policies.must_be_able_to_end(by, stand_in)
    with transaction.atomic():
        stand_in = (
            StandIn.objects.select_for_update(of=("self",), no_key=True)
            .select_related("post__unit")
            .get(pk=stand_in.pk)
        )
        if stand_in.declined_at or stand_in.ends_on <= on:
            raise Conflict(_("Việc thay thế này đã kết thúc."))
        if on < day_of(at):
            message = _("Ngày kết thúc không được trước hôm nay.")
            raise Invalid(message, errors=[FieldError("on", message)])
        if on > stand_in.starts_on and stand_in.accepted_at:
            stand_in.ends_on = on
        else:
            stand_in.declined_at = at
        stand_in.save(update_fields=["ends_on", "declined_at"])
        data = {"stand_in": stand_in.pk, "on": on}
        audit.record("org.end_stand_in", by=by, on=stand_in.post.unit, at=at, data=data)
        events.announce(StandInEnded(stand_in.pk, on, by.actor_key, at))
    return stand_in


def _answer(stand_in: StandIn, *, accepted: bool, by: Officer, at: datetime) -> StandIn:
    policies.must_be_able_to_answer(by, stand_in)
    with transaction.atomic():
        stand_in = (
            StandIn.objects.select_for_update(of=("self",), no_key=True)
            .select_related("post__unit")
            .get(pk=stand_in.pk)
        )
        if stand_in.accepted_at or stand_in.declined_at:
            raise Conflict(_("Đề nghị này đã được trả lời."))
        if accepted:
            stand_in.accepted_at = at
        else:
            stand_in.declined_at = at
        stand_in.save(update_fields=["accepted_at", "declined_at"])
        verb = "org.accept_stand_in" if accepted else "org.decline_stand_in"
        audit.record(verb, by=by, on=stand_in.post.unit, at=at, data={"stand_in": stand_in.pk})
        events.announce(StandInAnswered(stand_in.pk, accepted, at))
    return stand_in


def _refuse_disorder(post: Post, person: User, starts_on: date, ends_on: date) -> None:
    errors = []
    if ends_on <= starts_on:
        errors.append(FieldError("ends_on", _("Ngày kết thúc phải sau ngày bắt đầu.")))
    if person.pk == post.user_id:
        errors.append(FieldError("person", _("Chọn người khác với người giữ chức vụ.")))
    if post.ends_on is not None and starts_on >= post.ends_on:
        errors.append(FieldError("starts_on", _("Chức vụ kết thúc trước ngày này.")))
    if errors:
        raise Invalid(str(errors[0].message), errors=errors)


def _refuse_far(starts_on: date, ends_on: date, today: date) -> None:
    errors = []
    if ends_on <= today:
        errors.append(FieldError("ends_on", _("Thời gian thay thế đã qua.")))
    elif ends_on - starts_on > LONGEST:
        message = _("Thay thế tối đa %(days)s ngày. Vắng lâu hơn thì bổ nhiệm người khác.") % {"days": LONGEST.days}
        errors.append(FieldError("ends_on", message))
    if not today - _LATE <= starts_on <= today + LONGEST:
        message = _("Ngày bắt đầu phải từ %(first)s đến %(last)s.")
        days = {"first": (today - _LATE).strftime("%d/%m/%Y"), "last": (today + LONGEST).strftime("%d/%m/%Y")}
        errors.append(FieldError("starts_on", message % days))
    if errors:
        raise Invalid(str(errors[0].message), errors=errors)
