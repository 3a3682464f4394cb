"""Who may change the organisation (quyền quản trị): administrators of a unit above; the system from the console."""

from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, StandIn, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import NotAllowed

Administrator = Officer | SystemActor


def is_administrator(by: Administrator) -> bool:
    """Whether the actor administers any unit: opens the administration pages."""
    return isinstance(by, SystemActor) or by.has(Role.ADMINISTRATOR)


def may_change_path(by: Administrator, path: str) -> bool:
    """Whether the actor administers a unit above the path; the root itself is changed by its own administrator."""
    if isinstance(by, SystemActor):
        return True
    above = path.startswith(by.unit.path) and (path != by.unit.path or by.unit.parent_id is None)
    return by.has(Role.ADMINISTRATOR) and above


def may_change(by: Administrator, unit: Unit) -> bool:
    """Whether the actor may rename, move, merge or end the unit."""
    return may_change_path(by, unit.path)


def may_staff(by: Administrator, unit: Unit) -> bool:
    """Whether the actor may appoint people in the unit: its own administrator or one above."""
    return isinstance(by, SystemActor) or (by.has(Role.ADMINISTRATOR) and by.oversees(unit))


def may_lend(by: Administrator, post: Post) -> bool:
    """Whether the actor may ask somebody to stand in: the holder, or who may staff the unit."""
    return may_staff(by, post.unit) or (isinstance(by, Officer) and by.user.pk == post.user_id and not by.for_user_id)


def may_answer(by: Administrator, stand_in: StandIn) -> bool:
    """Whether the actor is the person who was asked to stand in."""
    return isinstance(by, Officer) and by.user.pk == stand_in.person_id


def may_end(by: Administrator, stand_in: StandIn) -> bool:
    """Whether the actor may let a stand-in end early: who stands in, or who may lend the post."""
    return may_answer(by, stand_in) or may_lend(by, stand_in.post)


def may_set_calendar(by: Administrator, unit: Unit | None = None) -> bool:
    """Whether the actor may set days of the province, or of one unit: administrators of the top, or of that unit."""
    if unit is not None:
        return may_staff(by, unit)
    return isinstance(by, SystemActor) or (by.has(Role.ADMINISTRATOR) and by.unit.parent_id is None)


def must_be_able_to_change(by: Administrator, *units: Unit) -> None:
    """Raise NotAllowed unless the actor may change every one of the units."""
    for unit in units:
        if not may_change(by, unit):
            raise NotAllowed(_("Chỉ quản trị viên của đơn vị cấp trên được thay đổi %(name)s.") % {"name": unit.name})


def must_be_able_to_staff(by: Administrator, unit: Unit) -> None:
    """Raise NotAllowed unless the actor may appoint people in the unit."""
    if not may_staff(by, unit):
        raise NotAllowed(_("Chỉ quản trị viên được phân công người tại %(name)s.") % {"name": unit.name})


def must_be_able_to_lend(by: Administrator, post: Post) -> None:
    """Raise NotAllowed unless the actor may ask for a stand-in for the post."""
    if not may_lend(by, post):
        raise NotAllowed(_("Chỉ người giữ chức vụ hoặc quản trị viên được cử người thay thế."))


def must_be_able_to_answer(by: Administrator, stand_in: StandIn) -> None:
    """Raise NotAllowed unless the actor was asked to stand in."""
    if not may_answer(by, stand_in):
        raise NotAllowed(_("Chỉ người được đề nghị thay thế trả lời đề nghị này."))


def must_be_able_to_end(by: Administrator, stand_in: StandIn) -> None:
    """Raise NotAllowed unless the actor may let the stand-in end."""
    if not may_end(by, stand_in):
        raise NotAllowed(_("Chỉ người thay, người được thay hoặc quản trị viên được kết thúc việc thay thế này."))


def must_be_able_to_set_calendar(by: Administrator, unit: Unit | None = None) -> None:
    """Raise NotAllowed unless the actor may set days of the province, or of the unit."""
    if not may_set_calendar(by, unit):
        raise NotAllowed(
            _("Chỉ quản trị viên cấp tỉnh được đặt ngày nghỉ chung; quản trị viên đơn vị chỉ đặt ngày của đơn vị mình.")
        )
