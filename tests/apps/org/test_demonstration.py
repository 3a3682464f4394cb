"""The demonstration province."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vungxanh.apps.accounts.demonstration import PASSWORD, samples
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions.demonstration import seed
from vungxanh.apps.org.models import Group, Level, Post, Unit
from vungxanh.apps.org.queries.accounts import roster
from vungxanh.apps.org.queries.directory import directory_on
from vungxanh.apps.org.queries.groups import expand
from vungxanh.apps.org.queries.officers import officers_of, posts_on
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import NotAllowed

pytestmark = pytest.mark.django_db

AT = datetime(2020, 7, 1, 3, tzinfo=UTC)
DAY = date(2020, 7, 28)
BY = SystemActor("test")


def test_the_province_is_seeded_once_and_a_second_run_changes_nothing() -> None:
    first = seed(by=BY, at=AT)
    assert first["units"] > 370
    with CaptureQueriesContext(connection) as queries:
        assert seed(by=BY, at=AT) == {"units": 0, "people": 0}
    assert len(queries) < 20


def test_the_groups_of_the_letter_expand_to_well_over_1300_assignments() -> None:
    seed(by=BY, at=AT)
    sizes = {key: len(units) for key, units in expand(Group.objects.all(), DAY).items()}
    assert (sizes["districts"], sizes["communes"]) == (18, 241)
    assert all(sizes.values())
    thrice_and_more = 3 * (sizes["departments"] + sizes["districts"] + sizes["communes"]) + 2 * sizes["communes"]
    assert thrice_and_more > 1300


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Sở Thông tin và Truyền thông", "STTTT"),
        ("Báo Quảng Nam", "BAO-QNAM"),
        ("Đài Phát thanh - Truyền hình Quảng Nam", "DAI-PTTH"),
        ("Cổng Thông tin điện tử tỉnh", "CTTDT"),
        ("Tỉnh đoàn Quảng Nam", "TINHDOAN"),
        ("Ban Quản lý Khu kinh tế mở Chu Lai", "BQLKKT"),
        ("UBND tỉnh", "49"),
        ("UBND huyện Đại Lộc", "506"),
        ("các bệnh viện", None),
    ],
)
def test_every_body_the_letter_names_is_in_the_directory(written: str, code: str | None) -> None:
    seed(by=BY, at=AT)
    found = directory_on(DAY).resolve(written)
    assert found is not None or code is None
    assert code is None or found.codes == (code,)


def test_sample_people_and_enterprises_are_marked() -> None:
    seed(by=BY, at=AT)
    assert not User.objects.filter(is_sample=False).exists()
    assert not User.objects.exclude(full_name__endswith="(mẫu)").exists()
    invented = Unit.objects.filter(is_sample=True)
    assert invented.filter(level=Level.ENTERPRISE).count() == 12
    assert not invented.exclude(name__endswith="(mẫu)").exists()


@pytest.mark.parametrize(
    ("username", "unit", "role"),
    [
        ("pct.tinh", "49", Role.LEADER),
        ("cvp.tinh", "49", Role.CHIEF_OF_OFFICE),
        ("vanthu.tinh", "49", Role.CLERK),
        ("quantri.tinh", "49", Role.ADMINISTRATOR),
        ("stttt.chuyenvien", "STTTT", Role.OFFICER),
        ("stttt.kythuat", "STTTT", Role.TECHNICIAN),
        ("h506.vanthu", "506", Role.CLERK),
        ("x20335.canbo", "20335", Role.OFFICER),
        ("x20335.yte", "20335", Role.HEALTH_OFFICER),
    ],
)
def test_sample_people_sign_in_and_hold_their_posts(username: str, unit: str, role: Role) -> None:
    seed(by=BY, at=AT)
    user = User.objects.get(username=username)
    assert user.check_password(PASSWORD)
    assert any(officer.unit.code == unit and officer.has(role) for officer in officers_of(user, DAY))


def test_every_unit_with_accounts_has_one_head() -> None:
    seed(by=BY, at=AT)
    staffed = Unit.objects.filter(pk__in=Post.objects.values("unit"))
    upper = staffed.filter(level__in=["province", "district"])
    assert all(posts_on(DAY).filter(unit=unit, is_head=True).count() == 1 for unit in upper)
    assert Post.objects.filter(is_head=True).count() == staffed.count()


def test_the_sign_in_page_offers_a_sample_person_of_every_role() -> None:
    seed(by=BY, at=AT)
    assert {sample.role for sample in samples()} == {str(role.label) for role in Role}


def test_known_passwords_are_never_stored_outside_a_demonstration(settings: object) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(NotAllowed):
        seed(by=BY, at=AT)
    assert not User.objects.exists()


def test_the_sign_in_page_offers_each_person_once_and_a_leader_of_every_level() -> None:
    seed(by=BY, at=AT)
    offered = list(roster(DAY))
    people = [sample.user.pk for sample in offered]
    assert len(people) == len(set(people))
    leaders = [sample.user.username for sample in offered if sample.role == str(Role.LEADER.label)]
    assert {name.split(".")[0][0] for name in leaders} >= {"c", "h", "x"}
