"""Dated changes: names, places in the tree, ends, mergers, posts and stand-ins."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import a_user
from tests.factories.org import a_group, a_small_province, a_stand_in, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import changes, posts, stand_ins
from vungxanh.apps.org.actions.refresh import take_effect
from vungxanh.apps.org.models import Level, Post, StandIn, Succession, Unit
from vungxanh.apps.org.queries.directory import directory_on, tree
from vungxanh.apps.org.queries.groups import expand, members
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.apps.org.queries.reach import Channel, reach, without_accounts
from vungxanh.apps.org.queries.succession import end_of, lineage
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db

AT = datetime(2020, 7, 28, 8, tzinfo=UTC)
DAY = date(2020, 7, 28)
BEFORE = date(2020, 7, 27)
BY = SystemActor("test")


def test_a_renamed_unit_is_found_under_each_name_on_its_own_days() -> None:
    unit = a_small_province().districts[0]
    changes.rename(unit, "Thị xã Đại Lộc", kind="thị xã", on=DAY, by=BY, at=AT)
    assert unit.name == "Thị xã Đại Lộc"
    assert directory_on(BEFORE).resolve("UBND huyện Đại Lộc").codes == ("506",)
    assert directory_on(DAY).resolve("UBND thị xã Đại Lộc").codes == ("506",)
    assert directory_on(DAY).resolve("UBND huyện Đại Lộc") is None
    assert [entry.verb for entry in history_of(unit)] == ["org.rename"]


def test_moving_a_district_moves_all_below_it() -> None:
    small = a_small_province()
    dai_loc, hoi_an = small.districts
    changes.move(dai_loc, hoi_an, on=DAY, by=BY, at=AT)
    assert Unit.objects.get(code="20500").path == "/49/503/506/20500/"
    with pytest.raises(Invalid):
        changes.move(hoi_an, Unit.objects.get(code="20500"), on=DAY, by=BY, at=AT)


def test_a_unit_with_units_below_it_cannot_end_first() -> None:
    small = a_small_province()
    officer = an_officer(Role.LEADER, small.communes[0])
    with pytest.raises(Conflict):
        changes.end(small.districts[0], on=DAY, by=BY, at=AT)
    changes.end(small.communes[0], on=DAY, by=BY, at=AT, successors=[small.communes[1]])
    assert officers_of(officer.user, DAY) == []
    assert Succession.objects.get().successor == small.communes[1]
    assert small.communes[0].code not in {unit.code for unit in members(a_group(), DAY)}
    assert small.communes[0].code in {unit.code for unit in members(a_group("before"), BEFORE)}


def test_a_district_level_may_be_abolished_and_its_communes_live_on() -> None:
    small = a_small_province()
    communes = a_group()
    for commune in small.communes:
        changes.move(commune, small.province, on=DAY, by=BY, at=AT)
    for district in small.districts:
        changes.end(district, on=DAY, by=BY, at=AT)
    districts = a_group("districts", levels=[Level.DISTRICT.value])
    found = expand([communes, districts], DAY)
    assert (len(found["communes"]), len(found["districts"])) == (5, 0)
    assert len(members(districts, BEFORE)) == 2
    assert Unit.objects.get(code="20500").path == "/49/20500/"


def test_a_merger_brings_people_and_units_but_not_headship() -> None:
    small = a_small_province()
    dai_loc, hoi_an = small.districts
    head = an_officer(Role.LEADER, dai_loc)
    an_officer(Role.LEADER, hoi_an)
    changes.merge([dai_loc], hoi_an, on=DAY, by=BY, at=AT)
    dai_loc.refresh_from_db()
    assert dai_loc.ended_on == DAY
    assert Unit.objects.get(code="20500").parent == hoi_an
    [seat] = officers_of(head.user, DAY)
    assert (seat.unit, seat.is_head) == (hoi_an, False)
    assert officers_of(head.user, BEFORE)[0].unit == dai_loc
    with pytest.raises(Conflict):
        changes.rename(dai_loc, "Huyện Khác", on=date(2021, 1, 1), by=BY, at=AT)


def test_only_an_administrator_above_changes_a_unit() -> None:
    small = a_small_province()
    own = an_officer(Role.ADMINISTRATOR, small.districts[0])
    above = an_officer(Role.ADMINISTRATOR, small.province)
    leader = an_officer(Role.LEADER, small.province)
    for officer in (own, leader):
        with pytest.raises(NotAllowed):
            changes.rename(small.districts[0], "X", on=DAY, by=officer, at=AT)
    assert changes.rename(small.communes[0], "Xã Ái Nghĩa", on=DAY, by=own, at=AT).name == "Xã Ái Nghĩa"
    assert changes.rename(small.districts[0], "Huyện Mới", on=DAY, by=above, at=AT).name == "Huyện Mới"


def test_an_alias_is_learned_once_and_resolves() -> None:
    small = a_small_province()
    changes.add_alias(small.departments[0], "Sở TT&TT", by=BY, at=AT)
    alias = changes.add_alias(small.departments[0], " Sở  TT&TT ", by=BY, at=AT)
    assert directory_on(DAY).resolve("Sở TT&TT").codes == ("so-tttt",)
    assert "so tt&tt" in Unit.objects.get(code="so-tttt").folded
    changes.remove_alias(alias, by=BY, at=AT)
    assert directory_on(DAY).resolve("Sở TT&TT") is None


def test_a_group_joins_conditions_and_lists_single_units(django_assert_num_queries: object) -> None:
    small = a_small_province()
    group = a_group("towns", levels=["commune"], kinds=["phường", "thị trấn"], codes=["506"], except_codes=["20404"])
    with django_assert_num_queries(1):
        assert {unit.code for unit in members(group, DAY)} == {"20500", "20398", "506"}
    assert [unit.code for unit in members(group, DAY, within=small.districts[0])] == ["20500"]
    group.rule = {}
    assert list(members(group, DAY)) == []


def test_the_tree_of_a_day_is_in_vietnamese_order() -> None:
    a_small_province()
    [root] = tree(DAY)
    assert root.count == 10
    names = [branch.name for branch in root.below]
    assert names[:3] == ["Sở Công Thương", "Sở Thông tin và Truyền thông", "Sở Y tế"]
    assert tree(date(2009, 1, 1)) == []


def test_a_unit_without_people_is_reached_by_its_best_channel(django_assert_num_queries: object) -> None:
    small = a_small_province()
    with_account, by_mail, by_phone, by_post, unknown = small.communes
    an_officer(unit=with_account)
    Unit.objects.filter(pk=by_mail.pk).update(email="a@xa.example", phone="1")
    Unit.objects.filter(pk=by_phone.pk).update(phone="0235 000", address="Thôn 1")
    Unit.objects.filter(pk=by_post.pk).update(address="Thôn 2")
    communes = list(Unit.objects.filter(level="commune").order_by("pk"))
    with django_assert_num_queries(1):
        channels = [each.channel for each in reach(communes, DAY)]
    assert channels == [Channel.ACCOUNT, Channel.EMAIL, Channel.PHONE, Channel.POST, Channel.UNKNOWN]
    assert [each.unit for each in without_accounts(communes, DAY)] == communes[1:]
    assert reach([unknown], date(2009, 1, 1))[0].contact == ""


def test_the_same_role_over_the_same_days_is_a_conflict() -> None:
    small = a_small_province()
    person = a_user()
    post = posts.appoint(person, small.province, Role.CLERK, title="", starts_on=DAY, by=BY, at=AT)
    assert post.title == "Văn thư"
    with pytest.raises(Conflict):
        posts.appoint(person, small.province, Role.CLERK, title="", starts_on=date(2021, 1, 1), by=BY, at=AT)
    posts.end_post(post, on=date(2020, 12, 1), by=BY, at=AT)
    posts.appoint(person, small.province, Role.CLERK, title="", starts_on=date(2021, 1, 1), by=BY, at=AT)
    with pytest.raises(Conflict):
        posts.end_post(post, on=date(2020, 12, 1), by=BY, at=AT)
    with pytest.raises(Invalid):
        posts.appoint(a_user(), small.province, Role.CLERK, title="", starts_on=DAY, ends_on=DAY, by=BY, at=AT)


def test_a_stand_in_is_asked_accepted_once_and_never_lent_on() -> None:
    small = a_small_province()
    head = an_officer(Role.LEADER, small.districts[0], name="Ông A")
    deputy, third = an_officer(Role.OFFICER, small.districts[0], name="Bà B"), a_user("Ông C")
    post = Post.objects.get(user=head.user)
    terms = {"starts_on": DAY, "ends_on": date(2020, 8, 1), "reason": "Đi học", "at": AT}
    with pytest.raises(NotAllowed):
        stand_ins.ask_stand_in(post, third, by=deputy, **terms)
    with pytest.raises(Invalid):
        stand_ins.ask_stand_in(post, head.user, by=head, **terms)
    asked = stand_ins.ask_stand_in(post, deputy.user, by=head, **terms)
    with pytest.raises(Conflict):
        stand_ins.ask_stand_in(post, deputy.user, by=head, **terms)
    with pytest.raises(NotAllowed):
        stand_ins.accept_stand_in(asked, by=head, at=AT)
    stand_ins.accept_stand_in(asked, by=deputy, at=AT)
    with pytest.raises(Conflict):
        stand_ins.decline_stand_in(asked, by=deputy, at=AT)
    borrowed = officers_of(deputy.user, DAY)[1]
    with pytest.raises(NotAllowed):
        stand_ins.ask_stand_in(post, third, by=borrowed, **terms)


def test_a_declined_stand_in_gives_no_seat_and_the_holder_hears_of_it() -> None:
    from tests.factories.tasks import run_pending
    from vungxanh.kit.notices.queries import notices_of

    small = a_small_province()
    head, deputy = an_officer(Role.LEADER, small.districts[0]), an_officer(Role.OFFICER, small.districts[0])
    post = Post.objects.get(user=head.user)
    stand_in = stand_ins.ask_stand_in(
        post, deputy.user, starts_on=DAY, ends_on=date(2020, 8, 1), reason="Ốm", by=head, at=AT
    )
    run_pending()
    assert notices_of(deputy.user.pk).count() == 1
    stand_ins.decline_stand_in(stand_in, by=deputy, at=AT)
    run_pending()
    assert notices_of(head.user.pk).count() == 1
    assert len(officers_of(deputy.user, DAY)) == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(2019, 1, 1), date(9999, 12, 31), "ends_on"),
        (DAY, date(2021, 12, 1), "ends_on"),
        (date(2020, 1, 1), date(2020, 12, 1), "starts_on"),
        (date(2020, 1, 1), date(2020, 2, 1), "ends_on"),
        (date(2025, 1, 1), date(2025, 2, 1), "starts_on"),
    ],
)
def test_a_stand_in_lasts_a_year_at_most_and_is_neither_long_past_nor_far_ahead(
    starts_on: date, ends_on: date, field: str
) -> None:
    head = an_officer(Role.LEADER, a_small_province().districts[0])
    post, deputy = Post.objects.get(user=head.user), a_user()
    with pytest.raises(Invalid) as refused:
        stand_ins.ask_stand_in(post, deputy, starts_on=starts_on, ends_on=ends_on, reason="Ốm", by=head, at=AT)
    assert refused.value.errors[0].field == field
    assert not StandIn.objects.exists()


def test_a_stand_in_ends_with_the_post_it_stands_for() -> None:
    small = a_small_province()
    head, deputy = an_officer(Role.LEADER, small.districts[0]), an_officer(Role.OFFICER, small.districts[0])
    post = Post.objects.get(user=head.user)
    a_stand_in(post, deputy.user, at=AT, starts_on=DAY, ends_on=date(2020, 12, 1))
    assert len(officers_of(deputy.user, DAY)) == 2
    posts.end_post(post, on=date(2020, 9, 1), by=BY, at=AT)
    assert len(officers_of(deputy.user, date(2020, 9, 1))) == 1


def test_changed_units_stay_findable() -> None:
    from tests.factories.tasks import run_pending
    from vungxanh.kit import search

    unit = a_small_province().districts[0]
    changes.rename(unit, "Thị xã Đại Lộc", on=DAY, by=BY, at=AT)
    run_pending()
    assert [hit.object_id for hit in search.find("thi xa dai loc", scope=search.Scope())] == ["506"]


AHEAD, DAY_BEFORE = date(2020, 9, 1), datetime(2020, 8, 31, 12, tzinfo=UTC)
THAT_DAY = datetime(2020, 8, 31, 17, 5, tzinfo=UTC)


def announced() -> list[tuple[str, ...]]:
    """The codes of every UnitsChanged that waits for its handlers, by the time of announcing."""
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects.order_by("enqueued_at")
    payloads = [row.args_kwargs["args"] for row in rows if "UnitsChanged" in str(row.args_kwargs["args"][1:2])]
    return [tuple(payload["codes"]) for handler, _event, payload in payloads if handler.endswith("index_units")]


def test_a_unit_whose_end_lies_ahead_is_in_force_until_that_day() -> None:
    small = a_small_province()
    unit, clerk = small.communes[0], an_officer(Role.CLERK, small.communes[0])
    changes.end(unit, on=AHEAD, by=BY, at=AT, successors=[small.communes[1]])
    assert (unit.ended_on, end_of(unit)) == (None, AHEAD)
    assert officers_of(clerk.user, DAY)
    assert lineage(DAY).successors == {}
    with pytest.raises(Invalid):
        posts.appoint(a_user(), unit, Role.CLERK, title="", starts_on=AHEAD, by=BY, at=AT)

    assert take_effect(by=BY, at=DAY_BEFORE) == []
    assert take_effect(by=BY, at=THAT_DAY) == [unit]

    unit.refresh_from_db()
    assert unit.ended_on == AHEAD
    assert lineage(AHEAD).heir(unit.pk) == small.communes[1].pk
    assert announced()[-1] == (unit.code,)
    assert [entry.verb for entry in history_of(unit)][-1] == "org.take_effect"


def test_a_move_that_takes_effect_brings_the_paths_and_search_entries_of_all_below() -> None:
    small = a_small_province()
    dai_loc, hoi_an = small.districts
    changes.move(dai_loc, hoi_an, on=AHEAD, by=BY, at=AT)
    assert Unit.objects.get(code="20500").path == "/49/506/20500/"
    changed = {unit.code for unit in take_effect(by=BY, at=THAT_DAY)}
    assert changed == {"506", "20500", "20503"}
    assert Unit.objects.get(code="20500").path == "/49/503/506/20500/"
    assert set(announced()[-1]) == changed
    assert take_effect(by=BY, at=THAT_DAY) == []


def test_a_move_of_today_announces_the_units_below_too() -> None:
    small = a_small_province()
    changes.move(small.districts[0], small.districts[1], on=DAY, by=BY, at=AT)
    assert set(announced()[-1]) >= {"506", "20500", "20503"}


def test_only_administrators_let_changes_take_effect() -> None:
    with pytest.raises(NotAllowed):
        take_effect(by=an_officer(Role.CLERK), at=AT)


def test_an_acting_head_is_called_so() -> None:
    small = a_small_province()
    person = a_user()
    posts.appoint(person, small.communes[0], Role.LEADER, title="Chủ tịch", starts_on=DAY, is_acting=True, by=BY, at=AT)
    assert officers_of(person, DAY)[0].title == "Quyền Chủ tịch"
