"""Taking letters in."""
import pytest
from tests.factories.directives import *
pytestmark = pytest.mark.django_db
def test_try():
    from vungxanh.apps.directives.queries.coverage import coverage_of
    by = the_demonstration_province()
    d = the_letter(by)
    print(d, d.dated, d.issuer, d.tasks.count())
    for t in d.tasks.all():
        print(t.position, t.text[:60], t.lead_mode, t.recurrence, t.recurrence_text, t.confidence, [(p.role, p.text, str(p.unit or p.group)) for p in t.parties.all()])
    for a in d.addressees.all(): print(a.position, a.text, a.unit or a.group)
    c = coverage_of(d, on=d.dated)
    for i in c.items: print(i)
    for u in c.unreached: print(u)
