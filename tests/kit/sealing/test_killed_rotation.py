"""A change of keys killed at any moment leaves no value changed that the audit log does not know."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from tests.factories.accounts import a_user
from tests.kit.tasks.processes import run_until_killed
from vungxanh.apps.accounts.models import User
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.sealing import rotation, written

AT = datetime(2020, 8, 3, 8, tzinfo=UTC)
BY = SystemActor("console")

KILLED = """
import django; django.setup()
import os, signal, sys
from datetime import datetime
from django.conf import settings
from django.db.models import QuerySet
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.sealing import rotation
settings.DATA_KEYS, fatal = sys.argv[1], int(sys.argv[3])
real, calls = QuerySet.update, 0

def update(*given, **named):
    global calls
    calls += 1
    if calls == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)

QuerySet.update = update
rotation.BATCH = 5
rotation.rotate(by=SystemActor("console"), at=datetime.fromisoformat(sys.argv[2]))
"""


def noted() -> int:
    return sum(entry.details["values"] for entry in Entry.objects.filter(verb="keys.rotate"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fatal", [1, 9, 17, 33])
def test_what_a_killed_change_of_keys_reached_is_written_down_to_the_value(settings: LazySettings, fatal: int) -> None:
    first, second = written.fresh("k1"), written.fresh("k2")
    settings.DATA_KEYS = first
    people = [a_user(email=f"nguoi{number}@example.org", phone=f"0100 000 {number:03}") for number in range(20)]
    settings.DATA_KEYS = f"{second},{first}"
    run_until_killed(KILLED, settings.DATA_KEYS, AT.isoformat(), str(fatal))
    done = rotation.counts().get("k2", 0)
    assert noted() == done < fatal
    assert done % 5 == 0
    assert rotation.rotate(by=BY, at=AT) == 40 - done
    assert noted() == 40
    settings.DATA_KEYS = second
    assert User.objects.get(pk=people[7].pk).email == "nguoi7@example.org"
