"""Who may do what with a directive (ai được làm gì)."""

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
