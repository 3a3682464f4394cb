"""Who reads what was done to a letter: milestones for every reader, the desk's edits for the desk."""

import pytest
from django.urls import reverse

from tests.factories.directives import AT, a_clerk, a_directive, a_task
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions.remove_task import remove_task
from vungxanh.apps.directives.queries.history import entries_for
from vungxanh.kit.audit.queries import history_of

pytestmark = pytest.mark.django_db


def test_edits_of_the_review_are_read_by_the_desk_and_not_by_every_reader() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive)
    remove_task(task, version=directive.version, by=clerk, at=AT)
    reader = an_officer(Role.OFFICER, clerk.unit)
    verbs = set(history_of(directive).values_list("verb", flat=True))
    assert verbs
    assert set(entries_for(clerk, directive, on=AT.date()).values_list("verb", flat=True)) == verbs
    assert not entries_for(reader, directive, on=AT.date()).exists()
    address = reverse("directives:record", args=[directive.pk])
    at_the_desk, elsewhere = (signed_in(each).get(address) for each in (clerk, reader))
    assert "Sửa khi rà soát" in at_the_desk.content.decode()
    assert elsewhere.status_code == 200
    assert "Sửa khi rà soát" not in elsewhere.content.decode()
