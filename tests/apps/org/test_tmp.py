import pytest, pathlib, time
from datetime import datetime, UTC, date
from vungxanh.apps.org.sheet import read_sheet
from vungxanh.apps.org.actions.importing import import_units
from vungxanh.kit.actors import SystemActor
from vungxanh.apps.org.queries.groups import members
from vungxanh.apps.org.models import *
from django.db import connection
from django.test.utils import CaptureQueriesContext
@pytest.mark.django_db
def test_x():
    s=read_sheet(pathlib.Path("/work/shared/data/units-quang-nam-2020.csv").read_bytes())
    assert not s.errors
    with CaptureQueriesContext(connection) as c:
        t=time.perf_counter(); o=import_units(s.rows,by=SystemActor("x"),at=datetime(2020,7,1,tzinfo=UTC)); print(o.as_json(), time.perf_counter()-t, len(c))
    with CaptureQueriesContext(connection) as c:
        t=time.perf_counter(); o=import_units(s.rows,by=SystemActor("x"),at=datetime(2020,7,1,tzinfo=UTC)); print(o.changed,o.created, time.perf_counter()-t, len(c))
    with CaptureQueriesContext(connection) as c:
        m=list(members(Group.objects.get(key="communes"),date(2020,7,28))); print(len(m), len(c), m[0].name_then); print(c[0]["sql"], c[1]["sql"])
