"""Two derivations compared: nobody who stays is named, everybody who changes is, and the words agree."""

from dataclasses import replace

from hypothesis import given, settings

from tests.core.casework.people import AN, BINH, CHI, DUNG, POLICY, World, ill, met, on, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.diff import (
    SOURCE_RULED_OUT,
    Kind,
    diff,
    onset_moved,
    policy_changed,
    ring_opened,
    sentences,
)
from vungxanh.core.casework.facts import Override
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.words import Said

SHARED = [
    met(1, AN, BINH, -4),
    met(2, BINH, CHI, -3),
    met(3, AN, CHI, 0),
    met(4, AN, DUNG, 0),
]


def test_an_onset_two_days_earlier_is_told_with_its_cause() -> None:
    before = derive(SHARED, [ill(AN)], POLICY).standings
    after = derive(SHARED, [ill(AN, -2)], POLICY).standings
    found = diff(before, after)
    assert {change.person: change.kinds for change in found.changes} == {BINH: frozenset({Kind.ADDED})}
    assert found.sentences(onset_moved(on(0), on(-2))) == [
        Said(
            "1 người được thêm vào danh sách vì ngày khởi phát sớm hơn 2 ngày (25/07/2020 → 23/07/2020).",
            "1 person is added to the list because the onset is 2 days earlier (25/07/2020 → 23/07/2020).",
        )
    ]


def test_who_changes_level_moves_dates_and_sources_is_told_each() -> None:
    only_second_hand = [met(1, AN, BINH, -4), met(2, BINH, CHI, -3), met(3, AN, CHI, -5)]
    early = derive(only_second_hand, [ill(AN, -2)], POLICY).standings
    late = derive(only_second_hand, [ill(AN, -1)], POLICY).standings
    found = diff(early, late)
    (change,) = found.changes
    assert (change.person, change.kinds) == (
        CHI,
        frozenset({Kind.LEVEL, Kind.DATES, Kind.PLACE, Kind.SOURCES}),
    )
    assert change.told() == Said(
        "F1 → F2; cách ly từ 20/07/2020 → 22/07/2020; cách ly đến 03/08/2020 → 05/08/2020; "
        "nơi cách ly: cơ sở tập trung → tại nhà; đổi ngày xét nghiệm; đổi nguồn tiếp xúc",
        "F1 → F2; quarantine from 20/07/2020 → 22/07/2020; quarantine until 03/08/2020 → 05/08/2020; "
        "place of quarantine: facility → home; other days of tests; other sources of exposure",
    )
    assert found.sentences(onset_moved(on(-2), on(-1)))[0] == Said(
        "1 người đổi cấp vì ngày khởi phát muộn hơn 1 ngày (23/07/2020 → 24/07/2020).",
        "1 person changes level because the onset is 1 day later (23/07/2020 → 24/07/2020).",
    )


def test_a_decision_is_a_change_of_its_own() -> None:
    before = derive(SHARED, [ill(AN)], POLICY).standings
    after = derive(SHARED, [ill(AN)], POLICY, overrides=[Override(DUNG, "nhà riêng", place=Place.HOME)]).standings
    found = diff(before, after)
    assert found.counts == {Kind.PLACE: 1, Kind.DECISION: 1}
    assert found.changes[0].told().vi == "nơi cách ly: cơ sở tập trung → tại nhà; quyết định riêng: nhà riêng"
    assert diff(after, before).changes[0].told().en.endswith("decision of an officer: undone")


def test_seven_people_are_counted_in_one_sentence() -> None:
    exposures = [met(key, AN, 10 + key, 0) for key in range(7)]
    before = derive(exposures, [ill(AN)], POLICY).standings
    after = derive([], [ill(AN)], POLICY).standings
    assert diff(before, after).sentences(SOURCE_RULED_OUT) == [
        Said(
            "7 người ra khỏi danh sách vì ca nguồn bị loại trừ.",
            "7 people leave the list because the source case was ruled out.",
        )
    ]
    assert diff(after, before).changes[0].told() == Said("mới: F1", "new: F1")
    assert diff(before, after).changes[0].told() == Said("không còn: F1", "no more: F1")


def test_nothing_changed_is_said_too() -> None:
    standings = derive(SHARED, [ill(AN)], POLICY).standings
    same = diff(standings, standings)
    assert not same
    assert same.sentences(ring_opened(2)) == [
        Said("Không ai thay đổi vì mở vòng F2.", "Nobody changes because ring F2 was opened.")
    ]
    assert same.sentences() == [Said("Không ai thay đổi.", "Nobody changes.")]


def test_another_policy_changes_dates_only() -> None:
    longer = replace(POLICY, levels=(replace(POLICY.levels[0], quarantine_days=21), *POLICY.levels[1:]))
    found = diff(
        derive(SHARED, [ill(AN, ring=1)], POLICY).standings, derive(SHARED, [ill(AN, ring=1)], longer).standings
    )
    assert found.counts == {Kind.DATES: 2}
    assert found.sentences(policy_changed("5053", "21 ngày"))[0].vi == (
        "2 người đổi ngày cách ly hoặc theo dõi vì áp dụng 21 ngày thay 5053."
    )


@settings(max_examples=50)
@given(worlds(), worlds())
def test_a_diff_names_exactly_those_whose_standing_differs_and_turns_round(one: World, other: World) -> None:
    before = derive(one.exposures, one.cases, POLICY).standings
    after = derive(other.exposures, other.cases, POLICY).standings
    found, back = diff(before, after), diff(after, before)
    named = {change.person for change in found.changes}
    assert before.keys() ^ after.keys() <= named
    for person in before.keys() & after.keys() - named:
        assert (before[person].level, before[person].plan) == (after[person].level, after[person].plan)
    assert {change.person for change in back.changes} == named
    assert found.counts.get(Kind.ADDED, 0) == back.counts.get(Kind.REMOVED, 0)
    assert {kind: many for kind, many in found.counts.items() if kind not in {Kind.ADDED, Kind.REMOVED}} == {
        kind: many for kind, many in back.counts.items() if kind not in {Kind.ADDED, Kind.REMOVED}
    }
    assert all(change.told().vi and change.told().en for change in found.changes)


def test_a_hidden_number_is_said_to_be_small() -> None:
    assert sentences({Kind.ADDED: None, Kind.LEVEL: None, Kind.DATES: 7}, ring_opened(2)) == [
        Said(
            "Dưới 5 người được thêm vào danh sách vì mở vòng F2.",
            "Fewer than 5 people are added to the list because ring F2 was opened.",
        ),
        Said("Dưới 5 người đổi cấp vì mở vòng F2.", "Fewer than 5 people change level because ring F2 was opened."),
        Said(
            "7 người đổi ngày cách ly hoặc theo dõi vì mở vòng F2.",
            "7 people change dates of quarantine or monitoring because ring F2 was opened.",
        ),
    ]
