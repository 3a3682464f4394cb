"""Who may issue codes, see and withdraw what was published, and read what people handed in (ai được làm gì)."""

from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.models import Code
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit.problems import NotAllowed

OPERATORS = frozenset({Role.TECHNICIAN, Role.ADMINISTRATOR})
WATCHERS = OPERATORS | {Role.HEALTH_OFFICER, Role.LEADER}


def area(officer: Officer) -> str:
    """The path of the place the officer works for (địa bàn)."""
    return place_of(officer.unit).path


def works_for_province(officer: Officer) -> bool:
    """Whether the officer's place is a province."""
    return place_of(officer.unit).level == Level.PROVINCE


def concerns(officer: Officer, place: Unit | None) -> bool:
    """Whether a place lies in the officer's; what has no place concerns the province alone."""
    return works_for_province(officer) if place is None else place.path.startswith(area(officer))


def must_concern(officer: Officer, place: Unit | None) -> None:
    """Raise NotAllowed unless `concerns`."""
    if not concerns(officer, place):
        raise NotAllowed(_("Việc này thuộc địa bàn khác."))


def may_issue(officer: Officer) -> bool:
    """Whether the officer may issue codes: health officers only."""
    return officer.has(Role.HEALTH_OFFICER)


def must_be_able_to_issue(officer: Officer) -> None:
    """Raise NotAllowed unless `may_issue`."""
    if not may_issue(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế được cấp mã khai báo."))


def may_read_codes(officer: Officer) -> bool:
    """Whether the officer may see which codes their place issued: health officers and the heads."""
    return officer.has(Role.HEALTH_OFFICER, Role.LEADER)


def may_extend_quota(officer: Officer) -> bool:
    """Whether the officer may let the unit issue more codes today: its leader."""
    return officer.has(Role.LEADER)


def must_be_able_to_extend_quota(officer: Officer, unit: Unit) -> None:
    """Raise NotAllowed unless the officer leads this unit or one above it."""
    if not (may_extend_quota(officer) and (unit.pk == officer.unit.pk or concerns(officer, place_of(unit)))):
        raise NotAllowed(_("Chỉ lãnh đạo của đơn vị hoặc đơn vị cấp trên được cho cấp quá hạn mức."))


def must_be_able_to_take_back(officer: Officer, code: Code) -> None:
    """Raise NotAllowed unless the officer could have issued the code: a health officer over its place."""
    if not (may_issue(officer) and concerns(officer, code.place)):
        raise NotAllowed(_("Chỉ cán bộ y tế nơi cấp mã được thu hồi mã này."))


def may_watch(officer: Officer) -> bool:
    """Whether the officer may see what was published: operators, health officers and leaders of the province."""
    return officer.has(*WATCHERS) and works_for_province(officer)


def may_operate(officer: Officer) -> bool:
    """Whether the officer may withdraw a batch and change signing keys: technicians, administrators of the province."""
    return officer.has(*OPERATORS) and works_for_province(officer)


def must_be_able_to_operate(officer: Officer) -> None:
    """Raise NotAllowed unless `may_operate`."""
    if not may_operate(officer):
        raise NotAllowed(_("Chỉ cán bộ kỹ thuật hoặc quản trị của tỉnh được làm việc này."))


def may_dismiss(officer: Officer) -> bool:
    """Whether the officer settles what became of keys that are not published: health officers of the province."""
    return officer.has(Role.HEALTH_OFFICER) and works_for_province(officer)


def must_be_able_to_dismiss(officer: Officer) -> None:
    """Raise NotAllowed unless `may_dismiss`."""
    if not may_dismiss(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế của tỉnh được làm việc này."))


def may_revoke(officer: Officer) -> bool:
    """Whether the officer may take back what a person handed in: health officers of a district or the province."""
    return officer.has(Role.HEALTH_OFFICER) and place_of(officer.unit).level in (Level.PROVINCE, Level.DISTRICT)


def must_be_able_to_revoke(officer: Officer) -> None:
    """Raise NotAllowed unless `may_revoke`."""
    if not may_revoke(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế cấp huyện, cấp tỉnh được thu hồi khai báo."))


def may_judge_reports(officer: Officer) -> bool:
    """Whether the officer speaks to people whose sending waits to be confirmed: health officers of their place."""
    return officer.has(Role.HEALTH_OFFICER)


def must_be_able_to_judge(officer: Officer, place: Unit | None) -> None:
    """Raise NotAllowed unless the officer is a health officer over the place that it concerns."""
    if not may_judge_reports(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế được xác nhận người đang chờ."))
    must_concern(officer, place)
