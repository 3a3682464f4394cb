"""Phones compared again: what they do not say any more is withdrawn, and one meeting is one row."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from tests.apps.exposure.graph import crowd
from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_person
from tests.factories.org import SmallProvince, a_small_province
from vungxanh.apps.cases import handlers
from vungxanh.apps.cases.actions import cases, exposures, from_phones
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.actions.rechecking import Looked
from vungxanh.apps.cases.models import Classification, Exposure, Origin, Person, Release, Standing
from vungxanh.apps.cases.queries import breaker, records
from vungxanh.apps.cases.reasons import REPLACED, TAKEN_BACK
from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions import revoke
from vungxanh.apps.exposure.actions.process import process
from vungxanh.apps.exposure.events import EncountersFound
from vungxanh.apps.exposure.models import DayKey, Segment, Upload
from vungxanh.apps.exposure.queries.uploads import ContactDetails, ReportedEncounter
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db
MET = datetime(2020, 8, 13, 3, tzinfo=UTC)
SINCE, UNTIL = crowd.FIRST_DAY, datetime(2020, 8, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_folder_and_time(settings: Settings, tmp_path: Path) -> None:
    settings.EXPOSURE_DIR = tmp_path / "exposure"
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


class Two:
    """A case and somebody else, who met for 40 minutes, and their phones."""

    def __init__(self) -> None:
        self.place: SmallProvince = a_small_province()
        self.phones = crowd.Person("A"), crowd.Person("B")
        self.case = a_case(self._known(self.phones[0]))
        self.near = self._known(self.phones[1])
        crowd.meet(*self.phones, MET, minutes=40, rssi=-58)

    def _known(self, phone: crowd.Person) -> Person:
        person = a_person(self.place.communes[0])
        Person.objects.filter(pk=person.pk).update(subject=phone.subject)
        person.refresh_from_db()
        return person

    def hand_in(self, nth: int, *, keys: bool = True, history: bool = True) -> Upload:
        """One of the two hands in."""
        phone, unit = self.phones[nth], self.place.communes[0]
        return crowd.hand_in(phone, unit, keys=keys, history=history, received_at=NOW)

    def compare(self) -> None:
        """A run, and what case work makes of it."""
        process(at=clock.now())
        subjects = tuple(str(phone.subject) for phone in self.phones)
        handlers.enter_encounters(EncountersFound("run", subjects, 1, SINCE, UNTIL))

    def level(self) -> int | None:
        """Of the one who is no case."""
        found = Standing.objects.filter(person=self.near).first()
        return found.level if found else None


def take_back(*uploads: Upload) -> None:
    """An officer revokes them, and the handler hears of it."""
    by = a_cdc_officer()
    for upload in uploads:
        revoke.revoke(upload, "nhập nhầm người", by=by, at=NOW)
        from_phones.forget_upload(str(upload.pk), "nhập nhầm người", by=SYSTEM, at=NOW)


def rows() -> list[tuple[str, str]]:
    """Every meeting, with why it was withdrawn."""
    return list(Exposure.objects.order_by("pk").values_list("evidence", "withdrawn_why"))


def test_a_meeting_of_revoked_uploads_is_withdrawn_and_the_contact_is_nobody_s() -> None:
    two = Two()
    uploads = [two.hand_in(nth) for nth in (0, 1)]
    two.compare()
    assert (rows(), two.level()) == ([("ble:both", "")], 1)
    take_back(*uploads)
    two.compare()
    assert (rows(), two.level()) == ([("ble:both", TAKEN_BACK)], None)
    assert Release.objects.get(person=two.near).cleared == "withdrawn"


def test_who_hands_in_once_more_is_found_once_more() -> None:
    two = Two()
    two.hand_in(1)
    wrong = two.hand_in(0)
    two.compare()
    take_back(wrong)
    two.compare()
    assert two.level() is None
    again = two.hand_in(0, keys=False)
    DayKey.objects.filter(upload=wrong).update(upload=again)
    two.compare()
    assert (rows(), two.level()) == ([("ble:both", "")], 1)


def test_what_an_officer_withdrew_comparing_does_not_bring_back() -> None:
    two = Two()
    two.hand_in(0)
    two.hand_in(1)
    two.compare()
    exposures.withdraw(Exposure.objects.all(), "hai máy để chung tủ", by=a_cdc_officer(), at=NOW)
    two.compare()
    assert (rows(), two.level()) == ([("ble:both", "hai máy để chung tủ")], None)


def test_a_history_that_comes_later_takes_the_place_of_what_one_phone_said(settings: Settings) -> None:
    two = Two()
    two.hand_in(0)
    two.hand_in(1, history=False)
    two.compare()
    [single] = Exposure.objects.all()
    settings.CLOCK_OFFSET += timedelta(days=1)
    two.hand_in(1, keys=False)
    two.compare()
    assert rows() == [("ble:single", REPLACED), ("ble:both", "")]
    assert two.level() == 1
    [shown] = records.exposures_of(a_cdc_officer(), two.near)
    assert (shown.evidence, shown.recorded_at) == ("ble:both", single.recorded_at)
    tomorrow = clock.day_of(clock.now())
    assert [day.found for day in breaker.judged(tomorrow).days[-2:]] == [1, 0]


def test_a_history_taken_back_leaves_what_the_other_phone_says() -> None:
    two = Two()
    two.hand_in(0)
    two.hand_in(1, history=False)
    history = two.hand_in(1, keys=False)
    two.compare()
    take_back(history)
    two.compare()
    assert (rows(), two.level()) == ([("ble:both", REPLACED), ("ble:single", "")], 1)


def test_comparing_takes_the_place_of_what_the_contact_reported() -> None:
    two = Two()
    told = ReportedEncounter(two.phones[0].subject, MET, MET + timedelta(minutes=40), (40.0, 0.0, 0.0, 0.0), -58, 9)
    report = ContactDetails("Phan Thị Báo", "", "", two.near.path, (told,))
    number, by = str(uuid4()), handlers.PHONES
    from_phones.enter_contact(two.near.subject, number, report, by=by, at=NOW, entropy=secrets.token_bytes)
    two.hand_in(0)
    two.hand_in(1, keys=False)
    two.compare()
    assert rows() == [(number, REPLACED), ("ble:both", "")]
    from_phones.enter_contact(two.near.subject, number, report, by=by, at=NOW, entropy=secrets.token_bytes)
    assert rows() == [(number, REPLACED), ("ble:both", "")]


def test_a_meeting_that_the_other_log_lacks_stands_as_the_word_of_one_phone() -> None:
    two = Two()
    third = crowd.Person("C")
    two.phones[1].rows.clear()
    two.phones[1].hears(third, MET, minutes=40)  # it heard somebody, and A never
    two.hand_in(0)
    two.hand_in(1, history=False)
    two.compare()
    assert two.level() == 1
    two.hand_in(1, keys=False)
    two.compare()
    assert (rows(), two.level()) == ([("ble:single", "")], 1)


def expired(_two: Two) -> None:
    Segment.objects.all().delete()


def lost(_two: Two) -> None:
    for upload in Upload.objects.all():
        (histories.folder() / upload.history_name).unlink()
    process(at=NOW, anew=True)


def no_case(two: Two, sure: Classification = Classification.NOT_A_CASE) -> None:
    two.near, person = two.case.person, two.near
    a_case(person)  # the one they met is a case too, and of that one they stay a contact
    known = Illness(sure, onset_on=NOW.date() - timedelta(days=3), tested_on=NOW.date())
    cases.change(two.case, known, version=two.case.version, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW)


def doubted(two: Two) -> None:
    no_case(two, Classification.SUSPECTED)


def test_a_suspected_case_may_take_back_what_they_handed_in() -> None:
    two = Two()
    uploads = [two.hand_in(nth) for nth in (0, 1)]
    two.compare()
    take_back(uploads[0])
    doubted(two)
    two.compare()
    assert rows() == [("ble:both", TAKEN_BACK)]


@pytest.mark.parametrize(("happens", "days"), [(expired, 21), (lost, 0), (no_case, 0), (doubted, 0)])
def test_what_is_missing_for_another_reason_stands(
    settings: Settings, happens: Callable[[Two], None], days: int
) -> None:
    two = Two()
    for nth in (0, 1):
        two.hand_in(nth)
    two.compare()
    happens(two)
    settings.CLOCK_OFFSET += timedelta(days=days)
    two.compare()
    assert rows() == [("ble:both", "")]
    assert two.level() == 1


def test_a_lost_history_does_not_put_a_single_log_in_the_place_of_two() -> None:
    two = Two()
    two.hand_in(0)
    upload = two.hand_in(1)
    two.compare()
    (histories.folder() / upload.history_name).unlink()
    process(at=NOW, anew=True)
    two.compare()
    assert rows() == [("ble:both", "")]


def test_looking_at_one_s_meetings_leaves_those_of_others_alone() -> None:
    two = Two()
    for nth in (0, 1):
        two.hand_in(nth)
    two.compare()
    other = exposures.Met(two.near, a_person(), MET, MET, origin=Origin.BLE, evidence="ble:both")
    exposures.add([other], by=handlers.PHONES, at=NOW)
    looked = Looked([two.case.person.subject], SINCE, UNTIL)
    from_phones.enter_again(looked, by=handlers.PHONES, at=NOW, entropy=secrets.token_bytes)
    assert rows() == [("ble:both", ""), ("ble:both", "")]
