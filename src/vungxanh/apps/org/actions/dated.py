"""The periods of a unit: turning, closing and opening them again, and what no date may bring about."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from vungxanh.apps.org.models import Succession, Unit, UnitPeriod
from vungxanh.apps.org.queries.loops import first_loop
from vungxanh.apps.org.queries.succession import end_of
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

FARTHEST = timedelta(days=5 * 366)
"""How far ahead a change may be entered, and how long after its day an end or a merger."""

EARLIEST = date(1945, 9, 2)
"""No date of a unit or a post lies before the State that keeps them; one that does is a slip of the pen."""

_FACTS = ("code", "name", "kind", "level", "parent_id")


def in_words(day: date) -> str:
    """The day as in letters."""
    return day.strftime("%d/%m/%Y")


def wrong(field: str, message: str) -> Invalid:
    """One field that cannot be taken, said in one sentence."""
    return Invalid(message, errors=[FieldError(field, message)])


def refuse_far(on: date, at: datetime, *, ends: bool = False) -> None:
    """Raise Invalid for a day that is a slip of the pen; what `ends` a unit may not lie far back either."""
    if told := too_far(on, at, first=day_of(at) - FARTHEST if ends else EARLIEST):
        raise wrong("on", told)


def too_far(day: date, at: datetime, *, first: date = EARLIEST, ahead: timedelta = FARTHEST) -> str:
    """What is wrong with a day that nobody can mean, in a sentence; empty for any other."""
    last = day_of(at) + ahead
    if day > last:
        return _("Ngày không được sau %(day)s.") % {"day": in_words(last)}
    return _("Ngày không được trước %(day)s.") % {"day": in_words(first)} if day < first else ""


def periods_of(unit: Unit) -> list[UnitPeriod]:
    """The unit's periods from the first to the last, locked."""
    return list(UnitPeriod.objects.select_for_update(no_key=True).filter(unit=unit).order_by("starts_on"))


def turn(unit: Unit, on: date, facts: Mapping[str, object], *, at: datetime) -> None:
    """Let facts (`name`, `kind`, `parent_id`) hold from the day on, until a change of the same fact entered ahead."""
    periods = periods_of(unit)
    _refuse_ended(unit, periods, on, day_of(at))
    _refuse_early(periods, on, day_of(at))
    index = max(i for i, period in enumerate(periods) if period.starts_on <= on)
    held = periods[index]
    if held.starts_on == on:
        _refuse_twice(unit, periods[index - 1], held, facts)
        _carry(periods[index:], facts)
        return
    later = UnitPeriod(unit=unit, starts_on=on, ends_on=held.ends_on)
    for fact in _FACTS:
        setattr(later, fact, getattr(held, fact))
    UnitPeriod.objects.filter(pk=held.pk).update(ends_on=on)
    later.save()
    _carry([later, *periods[index + 1 :]], facts)


def close(unit: Unit, on: date, *, at: datetime) -> None:
    """Let the unit's last period end on the day."""
    periods = periods_of(unit)
    if not periods or periods[-1].ends_on:
        ended = _("%(name)s đã kết thúc hoạt động hoặc đã định kết thúc ngày %(day)s.")
        raise Conflict(ended % {"name": unit.name, "day": in_words(periods[-1].ends_on or on) if periods else "–"})
    if periods[-1].starts_on > day_of(at) and on <= periods[-1].starts_on:
        planned = _("%(name)s đã định thay đổi từ ngày %(day)s. Hủy thay đổi đó trước.")
        raise Conflict(planned % {"name": unit.name, "day": in_words(periods[-1].starts_on)})
    if on <= periods[-1].starts_on:
        raise _too_early(periods[-1].starts_on)
    UnitPeriod.objects.filter(pk=periods[-1].pk).update(ends_on=on)


def reopen(unit: Unit) -> None:
    """Let the unit's last period go on until further notice."""
    UnitPeriod.objects.filter(pk=periods_of(unit)[-1].pk).update(ends_on=None)


def turn_back(unit: Unit, on: date, *facts: str) -> None:
    """Let facts (all when none is named) stay after the day as they were before it; an idle period is joined."""
    periods = periods_of(unit)
    index = next((i for i, period in enumerate(periods) if period.starts_on == on), 0)
    if not index:
        raise Conflict(_("%(name)s không có thay đổi nào định từ ngày này.") % {"name": unit.name})
    before, turned = periods[index - 1], periods[index]
    _carry(periods[index:], {fact: getattr(before, fact) for fact in facts or _FACTS})
    if all(getattr(before, fact) == getattr(turned, fact) for fact in _FACTS):
        turned.delete()
        UnitPeriod.objects.filter(pk=before.pk).update(ends_on=turned.ends_on)


def _carry(periods: list[UnitPeriod], facts: Mapping[str, object]) -> None:
    """Give facts to the first period, and to those after it that only repeat what the first one said."""
    for fact, value in facts.items():
        old = getattr(periods[0], fact)
        for period in periods:
            if getattr(period, fact) != old:
                break
            setattr(period, fact, value)
    for period in periods:
        period.save(update_fields=[fact.removesuffix("_id") for fact in facts])


def _refuse_ended(unit: Unit, periods: list[UnitPeriod], on: date, today: date) -> None:
    ends_on = periods[-1].ends_on if periods else on
    if ends_on and ends_on <= max(on, today):
        raise Conflict(_("%(name)s kết thúc hoạt động ngày %(day)s.") % {"name": unit.name, "day": in_words(ends_on)})


def _refuse_early(periods: list[UnitPeriod], on: date, today: date) -> None:
    begun = [period.starts_on for period in periods if period.starts_on <= today] or [periods[0].starts_on]
    if on < begun[-1] or on == periods[0].starts_on:
        raise _too_early(begun[-1])


def _too_early(day: date) -> Invalid:
    return wrong("on", _("Ngày phải sau %(day)s, ngày bắt đầu giai đoạn hiện tại.") % {"day": in_words(day)})


def _refuse_twice(unit: Unit, before: UnitPeriod, held: UnitPeriod, facts: Mapping[str, object]) -> None:
    if any(getattr(before, fact) != getattr(held, fact) for fact in facts):
        message = _("%(name)s đã có thay đổi này từ ngày %(day)s. Chọn ngày khác hoặc hủy thay đổi đó trước.")
        raise wrong("on", message % {"name": unit.name, "day": in_words(held.starts_on)})


def refuse_loop(units: Iterable[Unit], on: date, field: str) -> None:
    """Raise Invalid when one would stand below itself on the day or on any later one; asked after the change."""
    if loop := first_loop(on, through=[unit.pk for unit in units]):
        message = _("Từ ngày %(day)s các đơn vị này sẽ trực thuộc lẫn nhau: %(names)s.")
        raise wrong(field, message % {"day": in_words(loop.on), "names": loop.names})


def refuse_fallen(unit: Unit, on: date, field: str) -> None:
    """Raise Invalid when a parent of the unit is not in force all the while from the day on; asked after the change."""
    lasting = UnitPeriod.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), unit=unit).exclude(parent=None)
    for period in lasting.select_related("parent").order_by("starts_on"):
        assert period.parent is not None  # noqa: S101 - narrows the type
        ends_on = end_of(period.parent)
        if ends_on and (period.ends_on is None or period.ends_on > ends_on):
            raise wrong(field, _ending(period.parent, ends_on))
        _refuse_unborn(period.parent, max(period.starts_on, on), field)


def refuse_heir(heir: Unit, on: date, field: str) -> None:
    """Raise Invalid unless the unit is in force on the day and no end of it is known."""
    if ends_on := end_of(heir):
        raise wrong(field, _ending(heir, ends_on))
    _refuse_unborn(heir, on, field)


def refuse_needed(unit: Unit, on: date, *, also: frozenset[int] = frozenset()) -> None:
    """Raise Conflict while other units than `also` stand below the unit after the day, or merge into it then."""
    below = UnitPeriod.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), parent=unit)
    for period in below.exclude(unit__in=[unit.pk, *also]).order_by("starts_on")[:1]:
        message = _("Còn đơn vị trực thuộc sau ngày này (%(name)s). Chuyển hoặc kết thúc các đơn vị đó trước.")
        raise Conflict(message % {"name": period.name})
    coming = Succession.objects.filter(successor=unit, on__gt=on).select_related("former").order_by("on").first()
    if coming:
        message = _("%(name)s đã định nhập vào đơn vị này ngày %(day)s. Hủy thay đổi đó trước.")
        raise Conflict(message % {"name": coming.former.name, "day": in_words(coming.on)})


def _ending(unit: Unit, ends_on: date) -> str:
    return _("%(name)s kết thúc hoạt động ngày %(day)s.") % {"name": unit.name, "day": in_words(ends_on)}


def _refuse_unborn(unit: Unit, on: date, field: str) -> None:
    first = UnitPeriod.objects.filter(unit=unit).order_by("starts_on").first()
    if first and first.starts_on > on:
        message = _("%(name)s chỉ hoạt động từ ngày %(day)s.")
        raise wrong(field, message % {"name": unit.name, "day": in_words(first.starts_on)})
