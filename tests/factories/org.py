"""Units, groups and officers."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import NamedTuple

from tests.factories.accounts import a_user
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Alias, Group, Level, Post, StandIn, Unit, UnitPeriod
from vungxanh.apps.org.officers import Officer
from vungxanh.core.text.vietnamese import fold

LONG_AGO = date(2010, 1, 1)
_numbers = count(1)
_KINDS = {
    Level.PROVINCE: "tỉnh",
    Level.DEPARTMENT: "sở",
    Level.MASS_ORGANISATION: "đoàn thể",
    Level.DISTRICT: "huyện",
    Level.COMMUNE: "xã",
    Level.SERVICE: "bệnh viện",
    Level.ENTERPRISE: "doanh nghiệp",
}


def a_unit(
    name: str = "",
    *,
    code: str = "",
    level: Level = Level.COMMUNE,
    kind: str = "",
    parent: Unit | None = None,
    aliases: Iterable[str] = (),
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
    **fields: object,
) -> Unit:
    """A unit with its one period; without a parent it is a root of its own."""
    number = next(_numbers)
    code = code or f"u{number}"
    name = name or f"{_KINDS[level].capitalize()} Số {number}"
    kind = kind or _KINDS[level]
    path = f"{parent.path if parent else '/'}{code}/"
    texts = list(aliases)
    folded = fold(" ".join([name, code, *texts]))
    unit = Unit.objects.create(
        code=code,
        name=name,
        kind=kind,
        level=level,
        parent=parent,
        path=path,
        folded=folded,
        ended_on=ends_on,
        **fields,
    )
    UnitPeriod.objects.create(
        unit=unit, code=code, name=name, kind=kind, level=level, parent=parent, starts_on=starts_on, ends_on=ends_on
    )
    Alias.objects.bulk_create(Alias(unit=unit, text=text) for text in texts)
    return unit


def a_province() -> Unit:
    """The province, made once a test."""
    found = Unit.objects.filter(code="49").first()
    return found or a_unit("Tỉnh Quảng Nam", code="49", level=Level.PROVINCE)


class SmallProvince(NamedTuple):
    """A province small enough to count by hand: 3 departments, 2 districts, 2 + 3 communes in that order."""

    province: Unit
    departments: list[Unit]
    districts: list[Unit]
    communes: list[Unit]


def a_small_province() -> SmallProvince:
    """Real names, few of them."""
    top = a_province()
    departments = [
        a_unit(name, code=code, level=Level.DEPARTMENT, parent=top)
        for code, name in (
            ("so-tttt", "Sở Thông tin và Truyền thông"),
            ("so-yt", "Sở Y tế"),
            ("so-ct", "Sở Công Thương"),
        )
    ]
    dai_loc = a_unit("Huyện Đại Lộc", code="506", level=Level.DISTRICT, parent=top)
    hoi_an = a_unit("Thành phố Hội An", code="503", level=Level.DISTRICT, kind="thành phố", parent=top)
    communes = [
        a_unit("Thị trấn Ái Nghĩa", code="20500", kind="thị trấn", parent=dai_loc),
        a_unit("Xã Đại Sơn", code="20503", parent=dai_loc),
        a_unit("Phường Minh An", code="20398", kind="phường", parent=hoi_an),
        a_unit("Phường Cẩm Phô", code="20404", kind="phường", parent=hoi_an),
        a_unit("Xã Cẩm Hà", code="20422", parent=hoi_an),
    ]
    return SmallProvince(top, departments, [dai_loc, hoi_an], communes)


def a_group(key: str = "communes", name: str = "UBND các xã, phường, thị trấn", **rule: list[str]) -> Group:
    """A group; without a rule it is all communes."""
    return Group.objects.create(key=key, name=name, rule=rule or {"levels": [Level.COMMUNE.value]})


def an_officer(
    role: Role = Role.OFFICER,
    unit: Unit | None = None,
    *,
    user: User | None = None,
    name: str = "Nguyễn Thị Hạnh",
    title: str = "",
    is_head: bool | None = None,
    also: Iterable[Role] = (),
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
) -> Officer:
    """A person with a post in the unit (a new commune by default); a leader heads it unless `is_head` says no."""
    unit = unit or a_unit(parent=a_province())
    user = user or a_user(name)
    roles = [role, *also]
    heads = role == Role.LEADER if is_head is None else is_head
    for each in roles:
        Post.objects.create(
            user=user,
            unit=unit,
            role=each,
            title=title or str(each.label),
            is_head=heads and each == role,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    return Officer(user=user, unit=unit, roles=frozenset(roles), title=title or str(role.label), is_head=heads)


def a_stand_in(
    post: Post, person: User, *, at: datetime, starts_on: date, ends_on: date, accepted: bool = True
) -> StandIn:
    """Somebody who does the work of the post between two dates."""
    return StandIn.objects.create(
        post=post,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        reason="Đi công tác",
        created_at=at,
        accepted_at=at if accepted else None,
    )
