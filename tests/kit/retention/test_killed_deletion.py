"""A deletion killed at any moment leaves nothing gone that the audit log does not know."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.accounts import a_user
from tests.kit.tasks.processes import run_until_killed
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.audit.verify import verify
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.retention.running import Moments, expire

AT = datetime(2020, 8, 3, 8, tzinfo=UTC)
NOW = Moments(province=AT, machine=AT)

# Dies at the given call of what the third argument names: the deletion itself, or the entry that goes with it.
KILLED = """
import django; django.setup()
import os, signal, sys
from datetime import datetime
from django.db.models import QuerySet
from vungxanh.kit import audit
from vungxanh.kit.retention import running
at, fatal, where = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
calls = 0

def fatally(real):
    def wrapped(*given, **named):
        global calls
        done = real(*given, **named)
        calls += 1
        if calls == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return wrapped

if where == "delete":
    QuerySet.delete = fatally(QuerySet.delete)
else:
    audit.record = fatally(audit.record)
running.BATCH = 50
running.expire(running.Moments(province=at, machine=at))
"""


def written() -> int:
    return sum(entry.details["deleted"] for entry in Entry.objects.filter(verb="retention.expire"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("fatal", "where", "gone"), [(1, "delete", 0), (4, "delete", 150), (3, "record", 100)])
def test_what_a_killed_run_deleted_is_written_down_to_the_row(fatal: int, where: str, gone: int) -> None:
    user, old = a_user(), AT - timedelta(days=800)
    rows = [Notice(user=user, key=f"k{n}", kind="test", subject="Nhắc việc", created_at=old) for n in range(300)]
    Notice.objects.bulk_create(rows)
    run_until_killed(KILLED, AT.isoformat(), str(fatal), where)
    assert 300 - Notice.objects.count() == written() == gone
    assert expire(NOW) == {"notices": 300 - gone}
    assert written() == 300
    assert verify().is_sound
