"""Sample people of the demonstration province: invented, marked, one shared password (người dùng mẫu)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from vungxanh.apps.accounts.demonstration import PASSWORD
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.models.user import folded_of
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Level, Post, Unit
from vungxanh.apps.org.policies import Administrator
from vungxanh.kit import audit

_TERM_BEGAN = date(2016, 6, 1)
_BATCH = 1000

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_MIDDLE = ("Văn", "Thị", "Minh", "Thanh", "Ngọc", "Hữu", "Thu", "Đức", "Kim", "Quang", "Mai")
_GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Dung",
    "Giang",
    "Hà",
    "Khánh",
    "Lan",
    "Nam",
    "Oanh",
    "Phúc",
    "Quyên",
    "Sơn",
    "Tâm",
    "Uyên",
    "Vinh",
    "Yến",
)


@dataclass(frozen=True, slots=True)
class _Sample:
    """One post of one sample person; the same user name may come several times."""

    username: str
    unit: str
    role: Role
    title: str
    is_head: bool = False


_Places = tuple[tuple[str, tuple[Role, ...], str], ...]

_PROVINCE = (
    _Sample("ct.tinh", "49", Role.LEADER, "Chủ tịch UBND tỉnh", is_head=True),
    _Sample("pct.tinh", "49", Role.LEADER, "Phó Chủ tịch UBND tỉnh"),
    _Sample("cvp.tinh", "49", Role.CHIEF_OF_OFFICE, "Chánh Văn phòng UBND tỉnh"),
    _Sample("cvp.tinh", "VP-UBND", Role.LEADER, "Chánh Văn phòng UBND tỉnh", is_head=True),
    _Sample("vanthu.tinh", "49", Role.CLERK, "Văn thư UBND tỉnh"),
    _Sample("chuyenvien.tinh", "49", Role.OFFICER, "Chuyên viên Phòng Khoa giáo - Văn xã"),
    _Sample("quantri.tinh", "49", Role.ADMINISTRATOR, "Quản trị hệ thống"),
    _Sample("stttt.kythuat", "STTTT", Role.TECHNICIAN, "Cán bộ kỹ thuật hỗ trợ"),
    _Sample("cdc.yte", "CDC", Role.HEALTH_OFFICER, "Cán bộ giám sát dịch"),
)
_AT_DEPARTMENT: _Places = (
    ("lanhdao", (Role.LEADER,), "Thủ trưởng cơ quan"),
    ("vanthu", (Role.CLERK,), "Văn thư"),
    ("chuyenvien", (Role.OFFICER,), "Chuyên viên"),
)
_AT_DISTRICT: _Places = (
    ("lanhdao", (Role.LEADER,), "Chủ tịch UBND"),
    ("vanthu", (Role.CLERK,), "Văn thư"),
    ("chuyenvien", (Role.OFFICER,), "Chuyên viên Văn phòng"),
    ("quantri", (Role.ADMINISTRATOR,), "Quản trị hệ thống"),
)
_AT_COMMUNE: _Places = (
    ("lanhdao", (Role.LEADER,), "Chủ tịch UBND"),
    ("canbo", (Role.OFFICER, Role.CLERK, Role.ONE_STOP_OFFICER), "Công chức Văn phòng - Thống kê"),
    ("yte", (Role.HEALTH_OFFICER,), "Cán bộ trạm y tế"),
)
_AT_SERVICE: _Places = (
    ("lanhdao", (Role.LEADER,), "Thủ trưởng đơn vị"),
    ("vanthu", (Role.CLERK, Role.OFFICER), "Văn thư"),
)
_AT_HEALTH_CENTRE: _Places = (*_AT_SERVICE, ("yte", (Role.HEALTH_OFFICER,), "Cán bộ giám sát dịch"))
_WITH_ACCOUNTS = {"BAO-QNAM", "DAI-PTTH", "CTTDT", "CDC", "TTCNTT"}
_BY_LEVEL: dict[Level, tuple[str, _Places]] = {
    Level.DEPARTMENT: ("", _AT_DEPARTMENT),
    Level.MASS_ORGANISATION: ("", _AT_DEPARTMENT),
    Level.DISTRICT: ("h", _AT_DISTRICT),
    Level.COMMUNE: ("x", _AT_COMMUNE),
}


def appoint_samples(*, by: Administrator, at: datetime) -> int:
    """Make the sample people and posts that are not there yet; the number of people made (about ten queries)."""
    units = {unit.code: unit for unit in Unit.objects.filter(ended_on=None).order_by("path")}
    samples = [*_PROVINCE, *(sample for unit in units.values() for sample in _samples_of(unit))]
    made = _make_users(list(dict.fromkeys(sample.username for sample in samples)))
    users = dict(User.objects.filter(is_sample=True).values_list("username", "pk"))
    held = set(Post.objects.values_list("user", "unit", "role"))
    posts = [
        Post(
            user_id=users[sample.username],
            unit=units[sample.unit],
            role=sample.role,
            title=sample.title,
            is_head=sample.is_head,
            starts_on=_TERM_BEGAN,
        )
        for sample in samples
        if (users[sample.username], units[sample.unit].pk, sample.role) not in held
    ]
    Post.objects.bulk_create(posts, batch_size=_BATCH)
    if made or posts:
        audit.record("org.seed_people", by=by, on=None, at=at, data={"people": made, "posts": len(posts)})
    return made


def _samples_of(unit: Unit) -> Iterator[_Sample]:
    prefix, places = _BY_LEVEL.get(Level(unit.level), ("", ()))
    if unit.kind == "trung tâm y tế":
        places = _AT_HEALTH_CENTRE
    elif unit.kind == "bệnh viện" or unit.code in _WITH_ACCOUNTS:
        places = _AT_SERVICE
    for suffix, roles, title in places:
        if unit.code == "VP-UBND" and suffix == "lanhdao":
            continue  # the chief of office heads it
        for role in roles:
            yield _Sample(f"{prefix}{unit.code.lower()}.{suffix}", unit.code, role, title, is_head=role == Role.LEADER)


def _make_users(usernames: list[str]) -> int:
    present = set(User.objects.filter(username__in=usernames).values_list("username", flat=True))
    missing = [(number, name) for number, name in enumerate(usernames) if name not in present]
    if missing:
        password = make_password(PASSWORD)  # hashed once: hashing a thousand times would take a minute
        User.objects.bulk_create([_user(number, name, password) for number, name in missing], batch_size=_BATCH)
    return len(missing)


def _user(number: int, username: str, password: str) -> User:
    """A person whose invented name follows from their number, so every run makes the same people."""
    middle, given = _MIDDLE[number * 7 % len(_MIDDLE)], _GIVEN[number * 5 % len(_GIVEN)]
    full_name = f"{_FAMILY[number % len(_FAMILY)]} {middle} {given} (mẫu)"
    return User(
        username=username,
        password=password,
        full_name=full_name,
        folded=folded_of(username, full_name),
        is_sample=True,
    )
