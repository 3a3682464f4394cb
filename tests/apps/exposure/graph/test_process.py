"""From what people handed in to the edges of day and district: each upload counts once, and only what can be."""

from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.apps.exposure.graph.crowd import FIRST_DAY, MIDNIGHT, NOW, Person, hand_in, meet, ms
from tests.factories.org import SmallProvince, a_small_province
from vungxanh.apps.exposure.actions.process import process
from vungxanh.apps.exposure.graph import segments
from vungxanh.apps.exposure.models import Holder, Segment, Upload, UploadState
from vungxanh.apps.exposure.queries import encounters
from vungxanh.core.tracing.tracefile import Row
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db

MORNING = MIDNIGHT + timedelta(hours=3)
EVENING = MIDNIGHT + timedelta(hours=10)


def met() -> list[tuple[str, str, bool]]:
    """Which pairs met, and whether both logs held it, by time."""
    names = {Person(name).subject: name for name in "ABCDEF"}
    subjects: list[UUID] = [row.subject for row in Holder.objects.all()]
    rows = encounters.of_subjects(subjects, FIRST_DAY, NOW)
    return [(*sorted((names[row.one], names[row.other])), row.is_mutual) for row in rows]


def people(*names: str) -> list[Person]:
    return [Person(name) for name in names]


def province() -> SmallProvince:
    return a_small_province()


def test_a_meeting_of_two_logs_is_one_mutual_edge_with_its_class() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING, minutes=40, rssi=-58)
    for person in (a, b):
        hand_in(person, place.communes[0], commune=place.communes[0])
    done = process(at=NOW)
    assert done is not None
    assert (done.checked, done.written, done.subjects) == (2, 1, 2)
    [row] = encounters.of_subjects([a.subject], FIRST_DAY, NOW)
    assert {row.one, row.other} == {a.subject, b.subject}
    assert (row.start, row.end - row.start) == (MORNING, timedelta(minutes=40))
    assert (row.evidence, row.level, sum(row.minutes)) == ("both", "high", 45.0)
    segment = Segment.objects.get()
    assert (segment.day, segment.area, segment.rows) == (MORNING.date(), place.districts[0], 1)
    assert set(Upload.objects.values_list("state", "implausible")) == {(UploadState.CHECKED, 0)}


def test_what_only_one_phone_heard_is_marked_so() -> None:
    place = province()
    a, b = people("A", "B")
    a.hears(b, MORNING, minutes=10)
    hand_in(a, place.communes[0])
    hand_in(b, place.communes[0], history=False)
    process(at=NOW)
    assert met() == [("A", "B", False)]


def test_a_second_run_and_a_run_after_nothing_new_change_nothing() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    hand_in(a, place.communes[0])
    hand_in(b, place.communes[0])
    assert process(at=NOW) is not None
    before = list(Segment.objects.values()), Entry.objects.count(), sorted(segments.files())
    assert process(at=NOW + timedelta(minutes=5)) is None
    assert (list(Segment.objects.values()), Entry.objects.count(), sorted(segments.files())) == before


def test_a_later_case_is_looked_up_in_what_was_handed_in_before() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    hand_in(a, place.communes[0])
    process(at=NOW)
    assert met() == []
    hand_in(b, place.communes[0], received_at=NOW + timedelta(hours=1))
    process(at=NOW + timedelta(hours=2))
    assert met() == [("A", "B", True)]


def test_people_of_two_districts_meet_under_the_province() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    hand_in(a, place.communes[0], commune=place.communes[0])
    hand_in(b, place.communes[2], commune=place.communes[2])
    process(at=NOW)
    assert Segment.objects.get().area == place.province


def test_a_phone_that_heard_little_deletes_nobody_s_contact() -> None:
    place = province()
    a, b, c = people("A", "B", "C")
    a.hears(b, MORNING, minutes=60, rssi=-50)
    b.hears(c, MORNING, minutes=10)  # a phone in the background: three rows of C in the hour, and none of A
    uploads = [hand_in(person, place.communes[0], commune=place.communes[0]) for person in (a, b, c)]
    process(at=NOW)
    assert sorted(met()) == [("A", "B", False), ("B", "C", False)]
    [row] = encounters.of_subjects([a.subject], FIRST_DAY, NOW)
    assert (row.evidence, sum(row.minutes), row.end - row.start) == ("single", 65.0, timedelta(hours=1))
    assert [Upload.objects.get(pk=one.pk).implausible for one in uploads] == [0, 0, 0]


def test_a_replayed_identifier_is_dropped_where_the_log_of_its_owner_has_another_place() -> None:
    place = province()
    a, b, c, d = people("A", "B", "C", "D")
    for far in (b, c):
        far.hears(a.said_at(MORNING), MORNING)  # one of them may have got it by relay; A's own phone was silent
    meet(a, d, EVENING)
    d.hears(a.said_at(EVENING), EVENING)
    b.hears(a.said_at(EVENING), EVENING)  # A's log has D at that time, not B
    hand_in(a, place.communes[0], commune=place.communes[0])
    hand_in(b, place.communes[0], commune=place.communes[0])
    hand_in(c, place.communes[2], commune=place.communes[2])
    hand_in(d, place.communes[2], commune=place.communes[2])
    process(at=NOW)
    assert sorted(met()) == [("A", "B", False), ("A", "C", False), ("A", "D", True)]
    dropped = {one.subject: one.implausible for one in Upload.objects.all()}
    assert [dropped[person.subject] for person in (a, b, c, d)] == [0, 1, 0, 0]


def test_sightings_after_the_end_of_a_key_and_out_of_its_time_are_dropped_and_counted() -> None:
    place = province()
    a, b = people("A", "B")
    last = FIRST_DAY + timedelta(days=6)
    a.hears(b, last + timedelta(hours=9))  # B's last key was believed until 08:00
    a.hears(b.said_at(MORNING), MORNING + timedelta(hours=1))  # four slots late: a replay within the day
    a.hears(b, MORNING)
    hand_in(b, place.communes[0], history=False, ends=timedelta(hours=8))
    upload = hand_in(a, place.communes[0])
    process(at=NOW)
    assert met() == [("A", "B", False)]
    assert Upload.objects.get(pk=upload.pk).implausible == 2


def test_rows_whose_own_identifier_is_not_the_owner_s_are_dropped_and_counted() -> None:
    place = province()
    a, b, c = people("A", "B", "C")
    stolen = [Row(c.said_at(MORNING), b.said_at(MORNING), -50, ms(MORNING))]
    hand_in(b, place.communes[0], history=False)
    upload = hand_in(a, place.communes[0], rows=stolen)
    process(at=NOW)
    assert met() == []
    assert Upload.objects.get(pk=upload.pk).implausible == 1


def test_nobody_meets_himself() -> None:
    place = province()
    [a] = people("A")
    a.hears(a, MORNING, minutes=20)
    hand_in(a, place.communes[0])
    process(at=NOW)
    assert Segment.objects.count() == 0


def test_a_contact_without_keys_is_believed_and_marked_where_only_they_say_so() -> None:
    place = province()
    a, b, c = people("A", "B", "C")
    meet(a, b, MORNING)
    c.hears(a, MORNING)  # A's phone was awake and has no row of this identifier
    hand_in(a, place.communes[0])
    for person in (b, c):
        hand_in(person, place.communes[0], keys=False, received_at=NOW + timedelta(minutes=1))
    process(at=NOW)
    assert sorted(met()) == [("A", "B", True), ("A", "C", False)]


def test_a_revoked_upload_leaves_neither_edge_nor_node_nor_file(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    upload = hand_in(a, place.communes[0])
    hand_in(b, place.communes[0])
    process(at=NOW)
    assert len(list(segments.files())) == 1
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.REVOKED, revoked_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        done = process(at=NOW)
    assert done is not None
    assert (done.removed, done.written, done.subjects) == (1, 0, 2)
    assert not Segment.objects.exists()
    assert not list(segments.files())
    assert list(Holder.objects.values_list("subject", flat=True)) == [b.subject]


def test_a_lost_or_damaged_segment_is_written_again_from_the_histories() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    for person in (a, b):
        hand_in(person, place.communes[0])
    process(at=NOW)
    entries = Entry.objects.count()
    assert process(at=NOW, anew=True) is None
    for spoil in (lambda path: path.unlink(), lambda path: path.write_bytes(b"nonsense")):
        spoil(segments.path_of(Segment.objects.get().name))
        assert process(at=NOW) is None
        assert process(at=NOW, anew=True) is not None
        assert met() == [("A", "B", True)]
    assert Segment.objects.get().version == 3
    assert Entry.objects.count() == entries + 2


def test_meetings_older_than_what_is_kept_make_no_edge() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    for person in (a, b):
        hand_in(person, place.communes[0])
    process(at=MORNING + timedelta(days=23))
    assert not Segment.objects.exists()


def test_a_history_that_is_nonsense_costs_only_itself() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    hand_in(a, place.communes[0], rows=[])
    hand_in(b, place.communes[0])
    process(at=NOW)
    assert met() == [("A", "B", False)]
