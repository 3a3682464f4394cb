"""The played weeks of the demonstration."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import the_demonstration_province, the_letter
from tests.factories.work import ISSUED_AT, a_scene, later
from vungxanh.apps.directives.models import Recurrence, Stage, TaskRole
from vungxanh.apps.work.actions.demonstration import play
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.models import Assignment, Entry, State
from vungxanh.kit.problems import NotAllowed

pytestmark = pytest.mark.django_db


def test_the_same_chance_plays_the_same_weeks():
    scene = a_scene(recurrence=Recurrence.WEEKLY)
    play(scene.directive, until=later(days=20), chance=random.Random(7))
    first = list(Entry.objects.order_by("pk").values_list("kind", "at", "text"))
    Entry.objects.all().delete()
    Assignment.objects.exclude(series=None).delete()
    Assignment.objects.update(
        state="not_started",
        is_open=True,
        turn="unit",
        percent=0,
        reported_at=None,
        accepted_at=None,
        extension_asked=False,
    )
    play(scene.directive, until=later(days=20), chance=random.Random(7))

    assert list(Entry.objects.order_by("pk").values_list("kind", "at", "text")) == first
    assert first


def test_nothing_happens_after_the_moment_and_everything_is_marked():
    scene = a_scene()
    until = later(days=6)
    play(scene.directive, until=until, chance=random.Random(1))

    assert Entry.objects.exists()
    assert not Entry.objects.filter(at__gt=until).exists()
    assert not Entry.objects.filter(is_sample=False).exists()


def test_playing_twice_changes_nothing():
    scene = a_scene()
    play(scene.directive, until=later(days=6), chance=random.Random(1))
    count = Entry.objects.count()

    assert play(scene.directive, until=later(days=9), chance=random.Random(2)).entries == 0
    assert Entry.objects.count() == count


def test_a_real_deployment_refuses_made_up_work(settings):
    settings.DEMONSTRATION = False
    scene = a_scene()
    with pytest.raises(NotAllowed):
        play(scene.directive, until=later(days=6), chance=random.Random(1))


@pytest.mark.slow
def test_three_weeks_of_letter_4248_show_every_state():
    seeded_calendar()
    clerk = the_demonstration_province()
    letter = the_letter(clerk)
    letter.stage, letter.confirmed_by, letter.confirmed_at = Stage.CONFIRMED, clerk.user, ISSUED_AT
    letter.save()
    letter.tasks.filter(recurrence=Recurrence.UNSET).update(recurrence=Recurrence.WEEKLY)
    letter.tasks.filter(recurrence="").update(deadline_on=ISSUED_AT.date() + timedelta(days=14))
    issue(letter, by=clerk, at=ISSUED_AT)

    played = play(letter, until=later(days=20), chance=random.Random(4248))

    states = Counter(Assignment.objects.filter(directive=letter).values_list("state", flat=True))
    assert played.assignments > 1000
    assert {State.NOT_STARTED, State.DOING, State.REPORTED, State.ACCEPTED} <= set(states)
    assert Entry.objects.filter(kind="return").exists()
    assert Assignment.objects.filter(directive=letter, extension_asked=True).exists()
    rows = Assignment.objects.filter(directive=letter).exclude(role=TaskRole.INFORM)
    assert not rows.exclude(parent=None).exists(), "the letter gives the communes all that their districts have"
    assert Assignment.objects.exclude(series=None).exists()
