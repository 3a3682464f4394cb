"""Dated changes of units: new name, new place in the tree, end, merger (đổi tên, chuyển, giải thể, sáp nhập)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.actions.refresh import refresh_units
from vungxanh.apps.org.events import UnitsChanged
from vungxanh.apps.org.models import Alias, Post, Succession, Unit, UnitPeriod
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.core.text.vietnamese import canonical
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid


def rename(unit: Unit, name: str, *, on: date, by: Administrator, at: datetime, kind: str = "") -> Unit:
    """Give the unit another name, and another kind when it changes rank, from a day on (đổi tên)."""
    policies.must_be_able_to_change(by, unit)
    name = _worded(name)
    with transaction.atomic():
        _turn(unit, on, name=name, kind=kind.strip() or None)
        _settle([unit], "org.rename", {"name": name, "on": on}, on=on, by=by, at=at)
    return unit


def move(unit: Unit, parent: Unit, *, on: date, by: Administrator, at: datetime) -> Unit:
    """Put the unit, with all below it, under another parent from a day on (chuyển cấp trên)."""
    policies.must_be_able_to_change(by, unit)
    if not policies.may_staff(by, parent):
        policies.must_be_able_to_change(by, parent)
    with transaction.atomic():
        _refuse_loop(unit, parent)
        _turn(unit, on, parent=parent)
        _settle([unit], "org.move", {"parent": parent.code, "on": on}, on=on, by=by, at=at)
    return unit


def end(unit: Unit, *, on: date, by: Administrator, at: datetime, successors: Sequence[Unit] = ()) -> Unit:
    """Let the unit exist no longer from a day on (giải thể); its posts end, `successors` carry on its work."""
    policies.must_be_able_to_change(by, unit)
    with transaction.atomic():
        if UnitPeriod.objects.filter(valid_on(on), parent=unit).exclude(unit=unit).exists():
            raise Conflict(_("Còn đơn vị trực thuộc sau ngày này. Chuyển hoặc kết thúc các đơn vị đó trước."))
        _close(unit, on)
        _end_posts([unit], on)
        _succeed([unit], successors, on)
        data = {"on": on, "successors": [each.code for each in successors]}
        _settle([unit], "org.end", data, on=on, by=by, at=at)
    return unit


def merge(units: Sequence[Unit], into: Unit, *, on: date, by: Administrator, at: datetime) -> Unit:
    """End the units on a day and let `into` carry on: units below them and their people come along (sáp nhập).

    Heads come without headship, because `into` has its own; a role already held there is not given twice.
    """
    former = [unit for unit in units if unit.pk != into.pk]
    policies.must_be_able_to_change(by, *former, into)
    with transaction.atomic():
        if not former:
            raise Invalid(_("Chọn ít nhất một đơn vị để sáp nhập."))
        for unit in former:
            _refuse_loop(unit, into)
        for period in UnitPeriod.objects.filter(valid_on(on), parent__in=former).select_related("unit"):
            _turn(period.unit, on, parent=into)
        _bring_posts(former, into, on)
        for unit in former:
            _close(unit, on)
        _end_posts(former, on)
        _succeed(former, [into], on)
        _settle([*former, into], "org.merge", {"into": into.code, "on": on}, on=on, by=by, at=at)
    return into


def add_alias(unit: Unit, text: str, *, by: Administrator, at: datetime) -> Alias:
    """Teach the directory another way letters write the unit's name (tên gọi khác)."""
    policies.must_be_able_to_staff(by, unit)
    text = _worded(text)
    with transaction.atomic():
        alias, is_new = Alias.objects.get_or_create(unit=unit, text=text)
        if is_new:
            _settle([unit], "org.add_alias", {"text": text}, on=day_of(at), by=by, at=at)
    return alias


def remove_alias(alias: Alias, *, by: Administrator, at: datetime) -> None:
    """Forget an alias that turned out wrong."""
    policies.must_be_able_to_staff(by, alias.unit)
    with transaction.atomic():
        alias.delete()
        _settle([alias.unit], "org.remove_alias", {"text": alias.text}, on=day_of(at), by=by, at=at)


def _worded(text: str) -> str:
    text = canonical(" ".join(text.split()))
    if not text or len(text) > 200:
        raise Invalid(_("Tên phải có từ 1 đến 200 ký tự."), errors=[FieldError("name", _("Nhập tên."))])
    return text


def _last(unit: Unit) -> UnitPeriod:
    period = UnitPeriod.objects.select_for_update().filter(unit=unit).order_by("starts_on").last()
    if period is None or period.ends_on is not None:
        raise Conflict(_("%(name)s đã kết thúc hoạt động.") % {"name": unit.name})
    return period


def _refuse_early(period: UnitPeriod, on: date) -> None:
    if on <= period.starts_on:
        message = _("Ngày phải sau %(day)s, ngày bắt đầu giai đoạn hiện tại.")
        detail = message % {"day": period.starts_on.strftime("%d/%m/%Y")}
        raise Invalid(detail, errors=[FieldError("on", detail)])


def _turn(unit: Unit, on: date, *, name: str = "", kind: str | None = None, parent: Unit | None = None) -> None:
    """Close the last period on the day and open the next one with the facts that change."""
    last = _last(unit)
    _refuse_early(last, on)
    UnitPeriod.objects.filter(pk=last.pk).update(ends_on=on)
    UnitPeriod.objects.create(
        unit=unit,
        code=last.code,
        name=name or last.name,
        kind=kind or last.kind,
        level=last.level,
        parent=parent or last.parent,
        starts_on=on,
    )


def _close(unit: Unit, on: date) -> None:
    last = _last(unit)
    _refuse_early(last, on)
    UnitPeriod.objects.filter(pk=last.pk).update(ends_on=on)


def _refuse_loop(unit: Unit, parent: Unit) -> None:
    if parent.path.startswith(unit.path):
        raise Invalid(_("%(parent)s đang trực thuộc %(unit)s.") % {"parent": parent.name, "unit": unit.name})


def _end_posts(units: Sequence[Unit], on: date) -> None:
    """Posts end with their unit; a post that would begin only later is taken away."""
    posts = Post.objects.filter(unit__in=units)
    posts.filter(starts_on__gte=on).delete()
    posts.filter(valid_on(on)).update(ends_on=on)


def _bring_posts(former: Sequence[Unit], into: Unit, on: date) -> None:
    present = set(Post.objects.filter(valid_on(on), unit=into).values_list("user", "role"))
    fresh: dict[tuple[int, str], Post] = {}
    for post in Post.objects.filter(valid_on(on), unit__in=former).order_by("pk"):
        if (post.user_id, post.role) not in present:
            fresh.setdefault(
                (post.user_id, post.role),
                Post(
                    user_id=post.user_id,
                    unit=into,
                    role=post.role,
                    title=post.title,
                    starts_on=on,
                    ends_on=post.ends_on,
                ),
            )
    Post.objects.bulk_create(fresh.values())


def _succeed(former: Sequence[Unit], successors: Sequence[Unit], on: date) -> None:
    pairs = [
        Succession(former=unit, successor=heir, on=on) for unit in former for heir in successors if heir.pk != unit.pk
    ]
    Succession.objects.bulk_create(pairs, ignore_conflicts=True)


def _settle(
    units: Sequence[Unit], verb: str, data: dict[str, object], *, on: date, by: Administrator, at: datetime
) -> None:
    """Refresh what units carry, then audit and announce, with the units below whose path changed along."""
    changed = refresh_units(day_of(at))
    for unit in units:
        unit.refresh_from_db()
    audit.record_many(verb, by=by, on=units, at=at, data=data)
    codes = dict.fromkeys(unit.code for unit in [*units, *changed])
    events.announce(UnitsChanged(tuple(codes), on, at))
