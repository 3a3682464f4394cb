"""A run of the comparison that is killed at any moment, and runs again, counts every upload once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.apps.exposure.graph.crowd import MIDNIGHT, NOW, Person, hand_in, meet
from tests.factories.org import a_small_province
from vungxanh.apps.exposure.actions.process import process
from vungxanh.apps.exposure.graph import segments
from vungxanh.apps.exposure.models import Comparison, Segment, Upload, UploadState
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

# The process kills itself where `where` says: before or after a file is in its place, before or after the commit.
SCRIPT = """
import os, signal, sys
from datetime import datetime
import django
from django.conf import settings
django.setup()
from pathlib import Path
from django.db import connection
settings.EXPOSURE_DIR = Path(sys.argv[1])
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[2]
from vungxanh.apps.exposure.actions import process
from vungxanh.apps.exposure.graph import segments

def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

module, name = {
    "while writing": (segments, "_sync"),
    "with the files written": (process, "_still_live"),
    "with the rows changed": (process, "_mark"),
    "before the commit": (process.audit, "record"),
    "after the commit": (segments, "remove"),
}[sys.argv[3]]
setattr(module, name, die)
print(process.process(at=datetime.fromisoformat(sys.argv[4])), flush=True)
"""
MOMENTS = [
    "while writing", "with the files written", "with the rows changed", "before the commit", "after the commit",
]  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_leaves_all_or_nothing_and_the_next_run_finishes(moment: str, settings: object, tmp_path: Path) -> None:
    place = a_small_province()
    a, b, c = Person("A"), Person("B"), Person("C")
    meet(a, b, MIDNIGHT)
    meet(b, c, MIDNIGHT)
    for person in (a, b):
        hand_in(person, place.communes[0])
    process(at=NOW)
    before = Segment.objects.get()
    hand_in(c, place.communes[0])

    arguments = [str(tmp_path / "exposure"), str(connection.settings_dict["NAME"]), moment, NOW.isoformat()]
    done = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], env=os.environ, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()

    committed = moment == "after the commit"
    assert Upload.objects.filter(state=UploadState.CHECKED).count() == (3 if committed else 2)
    segment = Segment.objects.get()
    assert (segment.pk == before.pk) is not committed
    segments.read(segment.name, segment.sha256)
    assert Entry.objects.filter(verb="exposure.edges.build").count() == (2 if committed else 1)

    again = process(at=NOW)
    assert (again is None) is committed
    segment = Segment.objects.get()
    assert (segment.rows, segment.version) == (2, 2)
    assert Upload.objects.filter(state=UploadState.CHECKED).count() == 3
    assert Comparison.objects.count() == 1
    assert Entry.objects.filter(verb="exposure.edges.build").count() == 2
    assert process(at=NOW) is None
