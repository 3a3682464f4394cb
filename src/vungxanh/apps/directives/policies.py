"""Who may do what with a directive (ai được làm gì)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import NotAllowed

DESK_ROLES = (Role.CLERK, Role.CHIEF_OF_OFFICE, Role.LEADER)


def may_receive(officer: Officer) -> bool:
    """Whether the officer may take letters in for their unit."""
    return officer.has(*DESK_ROLES)


def may_review(officer: Officer, directive: Directive) -> bool:
    """Whether the officer may edit, confirm, reopen or withdraw the directive: the owning unit's desk only."""
    return officer.has(*DESK_ROLES) and directive.unit_id == officer.unit.pk


def may_hand_over(officer: Officer, directive: Directive, *, on: date) -> bool:
    """Whether the officer may give the letter to another unit: the desk of a unit above its own, which has ended."""
    unit = directive.unit
    has_ended = unit.ended_on is not None and unit.ended_on <= on
    return officer.has(*DESK_ROLES) and has_ended and officer.unit.pk != unit.pk and officer.oversees(unit)


def must_be_able_to_hand_over(officer: Officer, directive: Directive, *, on: date) -> None:
    """Raise NotAllowed unless `may_hand_over`."""
    if not may_hand_over(officer, directive, on=on):
        raise NotAllowed(
            _("Chỉ văn thư, Chánh Văn phòng hoặc lãnh đạo đơn vị cấp trên chuyển văn bản của đơn vị đã kết thúc.")
        )


def must_be_able_to_receive(officer: Officer) -> None:
    """Raise NotAllowed unless `may_receive`."""
    if not may_receive(officer):
        raise NotAllowed(_("Chỉ văn thư, Chánh Văn phòng hoặc lãnh đạo đơn vị tiếp nhận văn bản chỉ đạo."))


def must_be_able_to_review(officer: Officer, directive: Directive) -> None:
    """Raise NotAllowed unless `may_review`."""
    if not may_review(officer, directive):
        raise NotAllowed(
            _("Chỉ văn thư, Chánh Văn phòng hoặc lãnh đạo của đơn vị giữ văn bản được rà soát văn bản này.")
        )
