"""Units that merged or ended with work under way, and what following them does."""

from datetime import date, timedelta

from tests.factories.org import a_province
from tests.factories.work import a_scene, later, moment
from vungxanh.apps.org.actions import changes
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.follow import Followed, follow_units
from vungxanh.apps.work.models import Assignment
from vungxanh.kit.actors import SystemActor

SYSTEM = SystemActor("test")
ON = date(2020, 8, 3)
AT = moment(ON)


def followed(at=AT):
    """What following the units does now; a second time it must do nothing."""
    done = follow_units(by=SYSTEM, at=at)
    assert follow_units(by=SYSTEM, at=at + timedelta(minutes=1)) == Followed()
    return done


def handed_down():
    """The scene with the first district's duty in its two communes; the scene and the communes' rows."""
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    return scene, list(Assignment.objects.filter(parent=scene.assignment).order_by("unit_id"))


def an_orphaned():
    """The scene after its first district ended without an heir."""
    scene = a_scene()
    for commune in scene.communes[:2]:
        changes.move(commune, a_province(), on=ON, by=SYSTEM, at=AT)
    changes.end(scene.districts[0], on=ON, by=SYSTEM, at=AT)
    assert followed() == Followed(orphaned=1)
    return scene
