"""What of an import is not allowed: outside the scope, against planned changes, out of place in the tree or in time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.actions.planning import FIRST_DAY, Plan, Stored, facts_differ
from vungxanh.apps.org.models import Level, UnitPeriod
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.rows import UnitRow, path_of
from vungxanh.apps.org.sheet import WHOLE_FILE
from vungxanh.kit.problems import FieldError

_AHEAD = timedelta(days=3653)
_TERRITORIAL = (Level.PROVINCE.value, Level.DISTRICT.value, Level.COMMUNE.value)
"""Places from the top down; a commune may stand right below the province. Bodies may stand below any unit."""


def judged(plan: Plan, stored: Stored, *, by: Administrator, today: date) -> list[FieldError]:
    """Why the plan may not be carried out; the plan itself has no error yet."""
    errors = list(_days(plan, today))
    for row in plan.rows:
        errors += _refusals(row, plan, stored, by)
    if not errors:
        errors = [*_roots(plan, stored), *_places(plan, stored)] or list(_loops_ahead(plan, stored))
    return errors


def _written(day: date) -> str:
    return day.strftime("%d/%m/%Y") if day.year >= 1000 else day.isoformat()


def _days(plan: Plan, today: date) -> Iterator[FieldError]:
    last = today + _AHEAD
    message = _("Ngày phải từ %(first)s đến %(last)s.") % {"first": _written(FIRST_DAY), "last": _written(last)}
    if not FIRST_DAY <= plan.on <= last:
        yield FieldError(WHOLE_FILE, message, row=0)
    for row in plan.rows:
        if row.starts_on and not FIRST_DAY <= row.starts_on <= last:
            yield FieldError("starts_on", message, row=row.line)


def _refusals(row: UnitRow, plan: Plan, stored: Stored, by: Administrator) -> Iterator[FieldError]:
    unit, last, day = stored.units.get(row.code), stored.last(row.code), plan.day_of(row)
    paths = [path_of(row.code, plan.parents)] + ([unit.path] if unit else [])
    if not all(policies.may_change_path(by, path) for path in paths):
        yield FieldError("code", _("Đơn vị này ngoài phạm vi quản trị của anh/chị."), row=row.line)
    then = stored.then(row.code, day)
    if last is None or then is None:
        return
    if last.ends_on and last.ends_on <= day:
        message = _("Đơn vị đã kết thúc ngày %(day)s; dùng mã khác cho đơn vị mới.")
        yield FieldError("code", message % {"day": _written(last.ends_on)}, row=row.line)
    elif facts_differ(row, then, stored):
        yield from _against_the_history(row, then, last, day)


def _against_the_history(row: UnitRow, then: UnitPeriod, last: UnitPeriod, day: date) -> Iterator[FieldError]:
    """A file may add after what is entered, never before it: otherwise it would undo it without a word."""
    if then is not last:
        message = _(
            "Đơn vị đã có thay đổi từ ngày %(day)s (%(name)s). Ghi ngày hiệu lực từ ngày đó trở đi, "
            "để tên, loại, cấp, cấp trên như danh bạ, hoặc hủy thay đổi đó ở trang của đơn vị."
        )
        yield FieldError("row", message % {"day": _written(last.starts_on), "name": last.name}, row=row.line)
    elif last.ends_on:
        message = _(
            "Đơn vị sẽ kết thúc ngày %(day)s. Bỏ dòng này, để tên, loại, cấp, cấp trên như danh bạ, "
            "hoặc hủy việc kết thúc ở trang của đơn vị."
        )
        yield FieldError("row", message % {"day": _written(last.ends_on)}, row=row.line)
    elif day < last.starts_on:
        message = _("Ngày này trước giai đoạn hiện tại (từ %(day)s).")
        yield FieldError("starts_on", message % {"day": _written(last.starts_on)}, row=row.line)


def _roots(plan: Plan, stored: Stored) -> Iterator[FieldError]:
    """One province at the top; it may be renamed, a second one is a mistake."""
    standing = [code for code in stored.units if (last := stored.last(code)) and not (last.ends_on or last.parent_id)]
    first = next(iter([*standing, *(row.code for row in plan.rows if not row.parent)]), "")
    for row in plan.new + plan.dated + plan.corrected:
        if not row.parent and row.code != first:
            message = _("Danh bạ đã có đơn vị cấp tỉnh mã %(code)s. Ghi mã đó vào ô mã cấp trên.")
            yield FieldError("parent", message % {"code": first}, row=row.line)


def _places(plan: Plan, stored: Stored) -> Iterator[FieldError]:
    """Each new or changed unit below a parent that is there from its first day on, and of a higher level."""
    levels = {row.code: row.level for row in plan.rows}

    def level_of(code: str, day: date) -> str:
        then = stored.then(code, day)
        return levels.get(code) or (then.level if then else "")

    for row in plan.new + plan.dated + plan.corrected:
        begins = _begins(row, plan, stored)
        if row.parent:
            yield from _beside_its_parent(row, begins, plan, stored)
            if _is_placed_anew(row, plan, stored) and not _fits(row.level, level_of(row.parent, begins)):
                message = _("Đơn vị %(level)s không đặt dưới đơn vị mã %(code)s. Kiểm tra cấp và mã cấp trên.")
                told = {"level": Level(row.level).label, "code": row.parent}
                yield FieldError("parent", message % told, row=row.line)
    yield from _left_below(plan, stored, levels)


def _is_placed_anew(row: UnitRow, plan: Plan, stored: Stored) -> bool:
    then = stored.then(row.code, plan.day_of(row))
    return then is None or (row.level, row.parent) != (then.level, stored.parent_of(then))


def _begins(row: UnitRow, plan: Plan, stored: Stored) -> date:
    """The first day on which what the row says holds."""
    then = stored.then(row.code, plan.day_of(row))
    if then is None:
        return plan.first_days[row.code]
    return max(plan.day_of(row), then.starts_on)


def _fits(level: str, above: str) -> bool:
    if level not in _TERRITORIAL:
        return True
    return above in _TERRITORIAL and _TERRITORIAL.index(above) < _TERRITORIAL.index(level)


def _beside_its_parent(row: UnitRow, begins: date, plan: Plan, stored: Stored) -> Iterator[FieldError]:
    above = stored.last(row.parent)
    starts_on, ends_on = plan.first_days[row.parent], above.ends_on if above else None
    if ends_on:
        message = _("Đơn vị cấp trên mã %(code)s kết thúc ngày %(day)s. Ghi đơn vị cấp trên khác.")
        yield FieldError("parent", message % {"code": row.parent, "day": _written(ends_on)}, row=row.line)
    if begins < starts_on:
        message = _("Đơn vị cấp trên mã %(code)s chỉ có từ ngày %(day)s. Ghi ngày bắt đầu từ ngày đó trở đi.")
        yield FieldError("starts_on", message % {"code": row.parent, "day": _written(starts_on)}, row=row.line)


def _left_below(plan: Plan, stored: Stored, levels: Mapping[str, str]) -> Iterator[FieldError]:
    """A unit that changes level must still stand above the units below it that the file does not name."""
    changed = {row.code: row for row in plan.dated + plan.corrected if _is_placed_anew(row, plan, stored)}
    for code in stored.units:
        last = stored.last(code)
        row = changed.get(stored.parent_of(last)) if last and not last.ends_on and code not in levels else None
        if last and row and not _fits(last.level, row.level):
            del changed[row.code]
            message = _("Đơn vị mã %(code)s đang trực thuộc sẽ không còn đúng cấp.") % {"code": code}
            yield FieldError("level", message, row=row.line)


def _loops_ahead(plan: Plan, stored: Stored) -> Iterator[FieldError]:
    """Loops that would only come about on a day ahead, from this file and moves entered before (one error a file)."""
    changed = {row.code: row for row in plan.dated + plan.corrected}
    turns: dict[date, dict[str, str]] = defaultdict(dict)
    for code, periods in stored.history.items():
        for period in periods:
            turns[period.starts_on][code] = stored.parent_of(period)
    for row in [*plan.new, *changed.values()]:
        turns[_begins(row, plan, stored)][row.code] = row.parent
    parents: dict[str, str] = {}
    for day in sorted(turns):
        parents |= turns[day]
        for code in turns[day]:
            loop = _loop_of(code, parents)
            if found := next((changed[each] for each in loop if each in changed), None):
                message = _("Từ ngày %(day)s các đơn vị là cấp trên của nhau thành vòng: %(loop)s.")
                told = {"day": _written(day), "loop": " → ".join(loop)}
                yield FieldError("parent", message % told, row=found.line)
                return


def _loop_of(code: str, parents: Mapping[str, str]) -> list[str]:
    """The codes from this one up to itself again; empty when the way ends at a root."""
    way, above = [code], parents.get(code, "")
    while above and above not in way:
        way.append(above)
        above = parents.get(above, "")
    return [*way, code] if above == code else []
