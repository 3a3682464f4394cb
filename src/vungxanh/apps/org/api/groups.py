"""Groups over HTTP (/api/v1/org/groups)."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from vungxanh.apps.org.access import any_officer
from vungxanh.apps.org.api.asked import day_of
from vungxanh.apps.org.api.schemas import GroupOut, UnitOut
from vungxanh.apps.org.api.units import unit_page
from vungxanh.apps.org.models import Group
from vungxanh.apps.org.queries.groups import group_by_key, members
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize
from vungxanh.kit.problems import NotFound

router = Router(tags=["org"])


@router.get("", response=list[GroupOut], summary="Nhóm / groups")
@guarded_by(any_officer)
def list_groups(request: HttpRequest, on: date | None = None) -> list[dict[str, object]]:
    """Every group with the number of its members on the day."""
    return [_shown(group, day_of(on)) for group in Group.objects.order_by("pk")]


@router.get("/{key}", response=GroupOut, summary="Một nhóm / one group")
@guarded_by(any_officer)
def show_group(request: HttpRequest, key: str, on: date | None = None) -> dict[str, object]:
    """One group with the number of its members on the day."""
    return _shown(_group(key), day_of(on))


@router.get("/{key}/members", response=PageOut[UnitOut], summary="Thành viên của nhóm / members of a group")
@guarded_by(any_officer)
def list_members(
    request: HttpRequest, key: str, on: date | None = None, cursor: Cursor = "", size: PageSize = 100
) -> dict[str, object]:
    """The units the group's rule finds on the day."""
    return unit_page(members(_group(key), day_of(on)).order_by(), cursor, size)


def _group(key: str) -> Group:
    group = group_by_key(key)
    if group is None:
        raise NotFound(_("Không có nhóm này."))
    return group


def _shown(group: Group, on: date) -> dict[str, object]:
    count = members(group, on).count()
    return {"key": group.key, "name": group.name, "aliases": group.aliases, "members": count}
