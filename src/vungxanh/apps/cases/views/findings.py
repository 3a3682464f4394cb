"""The sentence each chart of case work is headed by: what is seen, and nothing that a hidden number follows from."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vungxanh.apps.cases.queries.pictures import CommuneCount, CommuneDelay
from vungxanh.core.casework.curve import Bar, Curve
from vungxanh.ui import formats

DAY_HOURS = 24.0


def number(value: float, places: int = 0) -> str:
    """A number as the reader writes it."""
    return formats.number(value, get_language() or "vi", places)


def share(value: float) -> str:
    """A share as a percentage."""
    return formats.percent(value, get_language() or "vi")


def told(bar: Bar) -> str:
    """A bar's stretch of time in the reader's language."""
    return bar.label.told(get_language() or "vi")


def of_curve(found: Curve, recent: int, before: int, *, days: int) -> str:
    """Whether cases rise or fall, and the highest bar; `recent` and `before` are counts of two spells of `days`.

    They are compared, never written: a hidden bar could be had from them by subtraction.
    """
    if found.total == 0:
        return _("Không có ca nào trong thời gian này")
    spell = {"days": number(days)}
    if recent > before:
        trend = _("%(days)s ngày qua nhiều ca hơn %(days)s ngày trước đó") % spell
    elif recent < before:
        trend = _("%(days)s ngày qua ít ca hơn %(days)s ngày trước đó") % spell
    else:
        trend = _("%(days)s ngày qua bằng %(days)s ngày trước đó") % spell
    high = max(found.bars, key=lambda bar: bar.count or 0)
    if not high.count:
        return trend
    peak = ngettext("cao nhất %(n)s ca, %(when)s", "cao nhất %(n)s ca, %(when)s", high.count)
    return f"{trend}; {peak % {'n': number(high.count), 'when': _lower(told(high))}}"


def of_communes(rows: Sequence[CommuneCount]) -> str:
    """The commune with most people; how many have anybody."""
    busy = [row for row in rows if row.count != 0]
    if not busy:
        return _("Không xã nào có người theo dõi")
    said = ngettext("%(n)s xã có người theo dõi", "%(n)s xã có người theo dõi", len(busy)) % {"n": number(len(busy))}
    if busy[0].count is None:
        return said + _(", mỗi xã dưới 5 người")
    return said + _(", nhiều nhất là %(name)s: %(count)s người") % {
        "name": busy[0].unit.name,
        "count": number(busy[0].count),
    }


def of_delays(rows: Sequence[CommuneDelay]) -> str:
    """How long half of all notices took, and the slowest commune that is told."""
    whole, communes = rows[0].delay, [row for row in rows[1:] if row.delay.median_hours is not None and row.unit]
    if whole.median_hours is None:
        return _("Chưa đủ 5 ca để nói từ xét nghiệm đến báo tin mất bao lâu")
    said = _("Một nửa số ca được báo tin trong %(hours)s giờ sau kết quả") % {"hours": number(whole.median_hours)}
    slowest = communes[0] if communes else None
    if slowest and slowest.unit and (slowest.delay.median_hours or 0) > max(whole.median_hours, DAY_HOURS):
        hours = number(slowest.delay.median_hours or 0)
        said += _("; chậm nhất là %(name)s: %(hours)s giờ") % {"name": slowest.unit.name, "hours": hours}
    return said


def of_chain(people: dict[int, int]) -> str:
    """How many cases and contacts are drawn."""
    cases, contacts = people.get(0, 0), sum(count for level, count in people.items() if level)
    if not contacts:
        return ngettext("%(n)s ca, chưa có người tiếp xúc", "%(n)s ca, chưa có người tiếp xúc", cases) % {
            "n": number(cases)
        }
    met = ngettext("%(n)s người tiếp xúc", "%(n)s người tiếp xúc", contacts) % {"n": number(contacts)}
    deepest = max(people)
    if not cases:
        return met
    ill = ngettext("%(n)s ca", "%(n)s ca", cases) % {"n": number(cases)}
    return _("%(cases)s và %(contacts)s, đến F%(level)d") % {"cases": ill, "contacts": met, "level": deepest}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
