"""Levels around a case as phones tell them now: beside what case work knows, within reach, with what is missing."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.apps.exposure.graph import stored
from tests.factories.api import Program
from tests.factories.cases import NOW, a_health_officer, a_person
from tests.factories.web import signed_in
from vungxanh.apps.cases.models import Case, Exposure, Standing
from vungxanh.apps.exposure.graph import segments, small
from vungxanh.apps.exposure.models import Holder, Segment
from vungxanh.core.tracing.graph import Contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.EXPOSURE_DIR = tmp_path / "exposure"


FIRST = NOW - timedelta(days=4)


def phones(scene: Outbreak, *met: tuple[UUID, UUID, datetime]) -> None:
    """Day segments of meetings between phones, each near for twenty minutes."""
    subjects = sorted({subject for one, other, _at in met for subject in (one, other)})
    made = [Holder.objects.create(subject=subject, made_at=NOW, last_on=NOW.date()) for subject in subjects]
    node_of = dict(enumerate(holder.pk for holder in made))
    contacts = [
        Contact(subjects.index(one), subjects.index(other), int(at.timestamp() * 1000) - stored.START)
        for one, other, at in met
    ]
    stored.store_contacts(contacts, node_of, scene.here.parent)  # type: ignore[arg-type]  # a commune has a district


def told(scene: Outbreak, officer: Any = None, **query: Any) -> Any:
    return Program(officer or scene.cdc).get(f"cases/cases/{scene.case.code}/levels", **query).json()


def levels(answer: Any) -> list[tuple[int, int | None, int | None]]:
    return [(one["here"], one["elsewhere"], one["unknown"]) for one in answer["levels"]]


def test_levels_by_phones_stand_beside_what_case_work_knows_and_change_nothing() -> None:
    scene = an_outbreak()
    strangers = [uuid4() for _ in range(6)]
    phones(
        scene,
        (scene.mai.subject, scene.an.subject, FIRST),
        (scene.an.subject, scene.chi.subject, FIRST + timedelta(hours=30)),
        *((scene.an.subject, each, FIRST + timedelta(hours=5)) for each in strangers),
    )
    before = list(Standing.objects.values()), Exposure.objects.count()
    answer = told(scene)
    assert levels(answer) == [(1, 0, 0), (1, 0, 6), (0, 0, 0)]
    assert answer["is_known"]
    assert answer["is_whole"]
    near, next_ = answer["people"]
    assert (near["person"]["name"], near["level"], next_["level"]) == ("Trần Văn An", 1, 2)
    assert next_["person"]["name"] == ""  # F2 is a pseudonym until somebody opens it
    assert [step["person"]["pseudonym"] for step in next_["chain"]] == [
        scene.mai.pseudonym, scene.an.pseudonym, scene.chi.pseudonym,
    ]  # fmt: skip
    assert [datetime.fromisoformat(step["at"]) for step in next_["chain"][1:]] == [FIRST, FIRST + timedelta(hours=30)]
    assert levels(told(scene, latency_hours=24)) == [(1, 0, 0), (1, 0, 0), (0, 0, 0)]
    assert levels(told(scene, latency_hours=48)) == [(1, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert (list(Standing.objects.values()), Exposure.objects.count()) == before


def test_fewer_than_five_are_not_counted_and_people_of_other_places_not_named() -> None:
    scene = an_outbreak()
    there = [a_person(scene.there) for _ in range(5)]
    phones(
        scene,
        (scene.mai.subject, scene.an.subject, FIRST),
        (scene.mai.subject, uuid4(), FIRST),
        *((scene.an.subject, each.subject, FIRST + timedelta(hours=1)) for each in there),
        (there[0].subject, scene.chi.subject, FIRST + timedelta(hours=2)),
    )
    answer = told(scene, scene_nurse(scene))
    assert levels(answer) == [(1, 0, None), (0, 5, 0), (1, 0, 0)]
    [chi] = [one for one in answer["people"] if one["level"] == 3]
    assert [(step["person"] is None, step["is_known"]) for step in chi["chain"]] == [
        (False, True), (False, True), (True, True), (False, True),
    ]  # fmt: skip


def scene_nurse(scene: Outbreak) -> Any:
    return a_health_officer(scene.here)


def test_who_was_kept_apart_passes_it_to_nobody() -> None:
    scene = an_outbreak()
    phones(
        scene,
        (scene.mai.subject, scene.an.subject, FIRST),
        (scene.mai.subject, scene.chi.subject, FIRST + timedelta(hours=9)),
    )
    assert levels(told(scene))[0] == (2, 0, 0)
    Case.objects.filter(pk=scene.case.pk).update(isolated_at=FIRST + timedelta(hours=2))
    assert levels(told(scene))[0] == (1, 0, 0)


def test_a_damaged_day_is_said_on_the_page_and_in_the_answer() -> None:
    scene = an_outbreak()
    phones(
        scene,
        (scene.mai.subject, scene.an.subject, FIRST),
        (scene.an.subject, scene.chi.subject, FIRST + timedelta(hours=30)),
    )
    lost = Segment.objects.latest("day")
    segments.path_of(lost.name).unlink()
    answer = told(scene)
    assert (answer["is_whole"], answer["damaged"]) == (False, [f"{lost.day}"])
    assert levels(answer)[1] == (0, 0, 0)
    text = page(scene)
    assert f"{lost.day:%d/%m}" in text
    assert "Câu trả lời thiếu" in text
    assert "thiếu ngày bị hỏng" in signed_in(scene.cdc).get(ring_of(scene)).content.decode()


def page(scene: Outbreak, client: Client | None = None, query: str = "") -> str:
    address = f"/truy-vet/ca-benh/{scene.case.code}/theo-dien-thoai/{query}"
    return (client or signed_in(scene.cdc)).get(address).content.decode()


def ring_of(scene: Outbreak) -> str:
    return f"/truy-vet/ca-benh/{scene.case.code}/vong/3/"


def test_the_page_shows_counts_people_and_how_old_the_answer_is_and_is_found_from_the_case() -> None:
    scene = an_outbreak()
    phones(
        scene,
        (scene.mai.subject, scene.an.subject, FIRST),
        (scene.an.subject, scene.chi.subject, FIRST + timedelta(hours=30)),
    )
    Segment.objects.update(built_at=NOW - timedelta(minutes=7))
    client = signed_in(scene.cdc)
    text = page(scene, client)
    assert "Trần Văn An" in text
    assert scene.chi.pseudonym in text
    assert "dựng 7 phút trước" in text
    assert "Không có dữ liệu điện thoại của các ngày" in text
    assert "&lt;5" not in text
    assert scene.chi.pseudonym not in page(scene, client, "?f=1")
    assert "theo-dien-thoai/" in client.get(f"/truy-vet/ca-benh/{scene.case.code}/").content.decode()


def test_the_preview_of_a_ring_says_how_many_phones_stand_there() -> None:
    scene = an_outbreak()
    phones(
        scene,
        (scene.mai.subject, scene.an.subject, FIRST),
        (scene.an.subject, scene.chi.subject, FIRST + timedelta(hours=3)),
        *((scene.chi.subject, uuid4(), FIRST + timedelta(hours=5)) for _ in range(7)),
    )
    assert "7 máy" in signed_in(scene.cdc).get(ring_of(scene)).content.decode()


def test_the_preview_of_a_ring_tells_no_count_that_is_hidden_and_forgets_none_that_is_shown() -> None:
    scene = an_outbreak()
    there = [a_person(scene.there) for _ in range(2)]
    phones(
        scene,
        (scene.mai.subject, scene.an.subject, FIRST),
        (scene.an.subject, scene.chi.subject, FIRST + timedelta(hours=3)),
        *((scene.chi.subject, each.subject, FIRST + timedelta(hours=5)) for each in there),
        *((scene.chi.subject, uuid4(), FIRST + timedelta(hours=5)) for _ in range(7)),
    )
    district = a_health_officer(scene.here.parent)  # type: ignore[arg-type]  # a commune has a district
    assert "9 máy" in signed_in(district).get(ring_of(scene)).content.decode()
    type(there[0]).objects.filter(pk__in=[one.pk for one in there]).update(path="/49/far/")
    assert "từ 7 máy" in signed_in(district).get(ring_of(scene)).content.decode()


def test_a_person_who_handed_in_no_key_is_said_to_have_none() -> None:
    scene = an_outbreak()
    assert not told(scene)["is_known"]
    assert "Chưa có khóa của điện thoại này" in page(scene)
    assert "Theo điện thoại" not in signed_in(scene.cdc).get(ring_of(scene)).content.decode()


def test_a_merged_record_counts_once_and_its_phone_stays_the_case_s() -> None:
    scene = an_outbreak()
    double = a_person(scene.here)
    phones(scene, (double.subject, scene.an.subject, FIRST), (double.subject, scene.mai.subject, FIRST))
    type(double).objects.filter(pk=double.pk).update(merged_into=scene.mai)
    assert levels(told(scene)) == [(1, 0, 0), (0, 0, 0), (0, 0, 0)]


def test_who_may_not_see_the_case_or_asks_out_of_bounds_is_refused() -> None:
    scene = an_outbreak()
    path = f"cases/cases/{scene.case.code}/levels"
    assert Program(a_health_officer(scene.there)).get(path).status_code == 404
    assert Program(scene.cdc).get(path, latency_hours=7).status_code == 422
    assert Program(scene.cdc).get(path, max_level=9).status_code == 422
    Case.objects.filter(pk=scene.case.pk).update(classification="suspected")
    assert Program(scene.cdc).get(path).status_code == 409


def test_without_the_process_and_with_much_to_look_through_the_answer_is_503_and_the_ring_still_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = an_outbreak()
    phones(scene, (scene.mai.subject, scene.an.subject, FIRST))
    monkeypatch.setattr(small, "MOST_ROWS", 0)
    assert Program(scene.cdc).get(f"cases/cases/{scene.case.code}/levels").status_code == 503
    assert signed_in(scene.cdc).get(ring_of(scene)).status_code == 200


def test_the_day_of_a_meeting_that_is_yet_to_come_is_no_missing_day() -> None:
    scene = an_outbreak()
    phones(scene, (scene.mai.subject, scene.an.subject, FIRST))
    without = [date.fromisoformat(day) for day in told(scene)["without"]]
    assert max(without) <= NOW.date()
    assert FIRST.date() not in without
