"""Appointing people to posts and ending posts (bổ nhiệm, thôi giữ chức vụ)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org import policies
from vungxanh.apps.org.actions.dated import FARTHEST, in_words, refuse_far, too_far
from vungxanh.apps.org.events import PostsChanged
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.queries.succession import end_of
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid


def appoint(
    user: User,
    unit: Unit,
    role: Role,
    *,
    title: str,
    starts_on: date,
    ends_on: date | None = None,
    is_head: bool = False,
    is_acting: bool = False,
    by: Administrator,
    at: datetime,
) -> Post:
    """Give the person a role in the unit from a day on (bổ nhiệm); a role held over the same days is a conflict."""
    policies.must_be_able_to_staff(by, unit)
    _refuse_disorder(unit, starts_on, ends_on, at)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        held = Post.objects.filter(user=user, unit=unit, role=role)
        if any(_overlap(post, starts_on, ends_on) for post in held):
            raise Conflict(_("Người này đã giữ vai trò đó tại đơn vị trong thời gian này."))
        post = Post.objects.create(
            user=user,
            unit=unit,
            role=role,
            title=title.strip() or str(role.label),
            is_head=is_head,
            is_acting=is_acting,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        data = {
            "user": user.username,
            "role": role.value,
            "title": post.title,
            "starts_on": starts_on,
            "ends_on": ends_on,
        }
        audit.record("org.appoint", by=by, on=unit, at=at, data=data)
        events.announce(PostsChanged(unit.pk, (user.pk,), at))
    return post


def end_post(post: Post, *, on: date, by: Administrator, at: datetime) -> Post:
    """Let the post end on a day: that day the person no longer holds it (thôi giữ chức vụ)."""
    policies.must_be_able_to_staff(by, post.unit)
    refuse_far(on, at)
    with transaction.atomic():
        post = Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "user").get(pk=post.pk)
        if post.ends_on is not None and post.ends_on <= on:
            raise Conflict(_("Chức vụ này đã kết thúc ngày %(day)s.") % {"day": post.ends_on.strftime("%d/%m/%Y")})
        if on <= post.starts_on:
            message = _("Ngày kết thúc phải sau ngày bắt đầu.")
            raise Invalid(message, errors=[FieldError("on", message)])
        post.ends_on = on
        post.save(update_fields=["ends_on"])
        data = {"user": post.user.username, "role": post.role, "on": on}
        audit.record("org.end_post", by=by, on=post.unit, at=at, data=data)
        events.announce(PostsChanged(post.unit_id, (post.user_id,), at))
    return post


def withdraw_appointment(post: Post, *, by: Administrator, at: datetime) -> None:
    """Take back an appointment for a day to come: it is as if it had never been made (hủy bổ nhiệm đã định)."""
    policies.must_be_able_to_staff(by, post.unit)
    with transaction.atomic():
        held = Post.objects.select_for_update(of=("self",)).select_related("unit", "user").filter(pk=post.pk).first()
        if held is None:
            raise Conflict(_("Bổ nhiệm này đã được hủy."))
        if held.starts_on <= day_of(at):
            message = _("Chức vụ này đã có hiệu lực từ ngày %(day)s. Ghi ngày thôi giữ thay vì hủy.")
            raise Conflict(message % {"day": in_words(held.starts_on)})
        data = {"user": held.user.username, "role": held.role, "title": held.title, "starts_on": held.starts_on}
        held.delete()  # with the stand-ins that were asked for it
        audit.record("org.withdraw_appointment", by=by, on=held.unit, at=at, data=data | {"ends_on": held.ends_on})
        events.announce(PostsChanged(held.unit_id, (held.user_id,), at))


def _refuse_disorder(unit: Unit, starts_on: date, ends_on: date | None, at: datetime) -> None:
    errors = []
    if told := too_far(starts_on, at):
        errors.append(FieldError("starts_on", told))
    # A term may begin as late as any change and then last as long again.
    if ends_on is not None and (told := too_far(ends_on, at, ahead=2 * FARTHEST)):
        errors.append(FieldError("ends_on", told))
    elif ends_on is not None and ends_on <= starts_on:
        errors.append(FieldError("ends_on", _("Ngày kết thúc phải sau ngày bắt đầu.")))
    ended_on = end_of(unit)
    if ended_on is not None and starts_on >= ended_on:
        errors.append(FieldError("starts_on", _("Đơn vị đã kết thúc hoạt động trước ngày này.")))
    if errors:
        raise Invalid(str(errors[0].message), errors=errors)


def _overlap(post: Post, starts_on: date, ends_on: date | None) -> bool:
    begins_before_the_other_ends = ends_on is None or post.starts_on < ends_on
    return begins_before_the_other_ends and (post.ends_on is None or post.ends_on > starts_on)
