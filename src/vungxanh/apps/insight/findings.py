"""The sentence each chart is headed by: what is seen, in the reader's language (điều rút ra).

Functions of numbers and names only. "Đã báo cáo" takes in what waits for approval and what is accepted.
"""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vungxanh.ui import formats

LOW = 0.3


def _n(value: int) -> str:
    return formats.number(value, get_language() or "vi")


def _share(value: float) -> str:
    return formats.percent(value, get_language() or "vi")


def progress(done: int, base: int) -> str:
    """How much of all work has been reported."""
    if not base:
        return _("Chưa có nhiệm vụ nào được giao")
    if done == base:
        return ngettext("Đã báo cáo tất cả %(base)s nhiệm vụ", "Đã báo cáo tất cả %(base)s nhiệm vụ", base) % {
            "base": _n(base)
        }
    share = _share(done / base)
    return _("Đã báo cáo %(done)s trên %(base)s nhiệm vụ (%(share)s)") % {
        "done": _n(done),
        "base": _n(base),
        "share": share,
    }


def overdue(late: int, units: int) -> str:
    """How much is overdue, and in how many units."""
    if not late:
        return _("Không có việc nào quá hạn")
    return _("Còn %(late)s việc quá hạn ở %(units)s đơn vị") % {"late": _n(late), "units": _n(units)}


def idle_communes(idle: int, communes: int) -> str:
    """How many communes have started nothing."""
    if not communes:
        return _("Không có xã nào được giao việc")
    if communes == 1:
        return _("Xã chưa bắt đầu việc nào") if idle else _("Xã đã bắt đầu thực hiện")
    if not idle:
        return ngettext("Tất cả %(communes)s xã đã bắt đầu", "Tất cả %(communes)s xã đã bắt đầu", communes) % {
            "communes": _n(communes)
        }
    return _("%(idle)s trên %(communes)s xã chưa bắt đầu") % {"idle": _n(idle), "communes": _n(communes)}


def low_communes(shares: Sequence[float]) -> str:
    """What the map shows: communes below `LOW`, else all done, else the lowest."""
    if not shares:
        return _("Không có xã nào được giao việc")
    low = sum(share < LOW for share in shares)
    if low:
        return _("%(low)s trên %(communes)s xã báo cáo dưới %(edge)s số việc") % {
            "low": _n(low),
            "communes": _n(len(shares)),
            "edge": _share(LOW),
        }
    if min(shares) == 1:
        return ngettext(
            "Tất cả %(communes)s xã đã báo cáo xong", "Tất cả %(communes)s xã đã báo cáo xong", len(shares)
        ) % {"communes": _n(len(shares))}
    return _("Xã thấp nhất đã báo cáo %(share)s số việc") % {"share": _share(min(shares))}


def worst_unit(name: str, late: Sequence[int]) -> str:
    """Which agency has the most overdue work, where one does; `late` counts each agency's, the most first."""
    some = [count for count in late if count]
    if not some:
        return _("Không cơ quan nào có việc quá hạn")
    if some.count(some[0]) > 1:
        numbers = {"units": _n(len(some)), "most": _n(some[0])}
        return _("%(units)s cơ quan còn việc quá hạn, nhiều nhất %(most)s việc") % numbers
    return _("%(name)s còn %(late)s việc quá hạn") % {"name": name, "late": _n(some[0])}


def task_name(position: int) -> str:
    """A task by its place in the letter."""
    return _("Việc %(n)s") % {"n": position}


def slowest(name: str, share: float | None, others: str = "") -> str:
    """Which of several has reported the smallest share; `others` says in words how many are as slow."""
    if share is None:
        return _("Chưa có nhiệm vụ nào được giao")
    if share == 1:
        return _("Tất cả đã báo cáo xong")
    said = _("%(name)s chậm nhất: đã báo cáo %(share)s") % {"name": name, "share": _share(share)}
    return f"{said}, {others}" if others else said


def other_tasks(n: int) -> str:
    """So many other tasks are as slow; nothing for none."""
    return ngettext("cùng %(n)s việc khác", "cùng %(n)s việc khác", n) % {"n": _n(n)} if n else ""


def other_districts(n: int) -> str:
    """So many other districts are as slow; nothing for none."""
    return ngettext("cùng %(n)s huyện khác", "cùng %(n)s huyện khác", n) % {"n": _n(n)} if n else ""


def other_groups(n: int) -> str:
    """So many other groups of units are as slow; nothing for none."""
    return ngettext("cùng %(n)s nhóm khác", "cùng %(n)s nhóm khác", n) % {"n": _n(n)} if n else ""


def other_sectors(n: int) -> str:
    """So many other sectors are as slow; nothing for none."""
    return ngettext("cùng %(n)s lĩnh vực khác", "cùng %(n)s lĩnh vực khác", n) % {"n": _n(n)} if n else ""


def other_units(n: int) -> str:
    """So many units beyond those shown are level with the last one; nothing for none."""
    return ngettext("cùng %(n)s đơn vị khác", "cùng %(n)s đơn vị khác", n) % {"n": _n(n)} if n else ""


def only(name: str, share: float) -> str:
    """How much the only one there is has reported."""
    if share == 1:
        return _("%(name)s đã báo cáo xong") % {"name": name}
    return _("%(name)s đã báo cáo %(share)s số việc") % {"name": name, "share": _share(share)}


def course(reported: int, assigned: int, working_days: int) -> str:
    """How far the work has come after how many working days."""
    if not assigned:
        return _("Chưa có nhiệm vụ nào được giao")
    numbers = {"days": _n(working_days), "reported": _n(reported), "assigned": _n(assigned)}
    if not working_days:
        return _("Trong ngày phát hành: đã báo cáo %(reported)s trên %(assigned)s việc") % numbers
    return _("Sau %(days)s ngày làm việc: đã báo cáo %(reported)s trên %(assigned)s việc") % numbers


def best_on_time(units: int, of: int) -> str:
    """How many of the units with anything due did all of it on time."""
    if not of:
        return _("Chưa đơn vị nào có việc đến hạn")
    if not units:
        return _("Chưa đơn vị nào đúng hạn mọi việc đã đến hạn (trên %(of)s)") % {"of": _n(of)}
    return _("%(units)s trên %(of)s đơn vị đúng hạn mọi việc đã đến hạn") % {"units": _n(units), "of": _n(of)}


def most_late(units: int, of: int) -> str:
    """How many units have anything overdue."""
    if not units:
        return _("Không đơn vị nào có việc quá hạn (trên %(of)s)") % {"of": _n(of)}
    return _("%(units)s trên %(of)s đơn vị có việc quá hạn") % {"units": _n(units), "of": _n(of)}


def directives(late: int, of: int) -> str:
    """How many of the directives shown have overdue work."""
    if not late:
        return _("Không văn bản nào có việc quá hạn")
    return _("%(late)s trên %(of)s văn bản có việc quá hạn") % {"late": _n(late), "of": _n(of)}
