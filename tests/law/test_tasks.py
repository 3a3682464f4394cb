"""Every task may run twice: the queue delivers at least once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.utils.module_loading import import_string

from vungxanh.kit import clock
from vungxanh.kit.tasks import schedule

# The queue's own tables and what a sweep frees do not belong to the business.
OUTSIDE = {"django_tasks_db", "tasks", "sessions"}


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All business rows there are."""
    kept = (model for model in apps.get_models() if model._meta.app_label not in OUTSIDE)
    return {model._meta.label: sorted(model._default_manager.values_list(), key=repr) for model in kept}


def periodic_tasks() -> Iterator[str]:
    """The names of all periodic tasks."""
    schedule.load()
    yield from schedule.names()


@pytest.fixture
def busy_province(settings: "pytest_django.Settings") -> None:  # type: ignore[name-defined] # noqa: F821
    """Something for the tasks to do: a weekly duty issued to a small province, its deadlines near, people told."""
    from tests.factories.work import a_scene
    from vungxanh.apps.directives.models import Recurrence
    from vungxanh.kit.notices.actions import notify

    # Monday, 10:00 in the province: last Friday's turn is a day late and this week's has opened.
    settings.CLOCK_OFFSET = datetime(2020, 8, 3, 3, tzinfo=UTC) - clock.machine_now()
    officer = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None).holder
    at = datetime(2020, 8, 2, 3, tzinfo=UTC)
    facts = {"kind": "test", "subject": "Nhắc việc", "body": "", "url": "/", "at": at}
    notify([officer.user.pk], key="law:1", **facts)  # type: ignore[arg-type]
    notify([officer.user.pk], key="law:2", urgent=True, **facts)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_every_periodic_task_run_twice_leaves_the_same_rows(busy_province: None) -> None:
    names = list(periodic_tasks())
    assert len(names) >= 4
    effective = set()
    for name in names:
        before = rows()
        import_string(name).func()
        once = rows()
        if once != before:
            effective.add(name.rpartition(".")[2])
        import_string(name).func()
        assert rows() == once, f"{name} is not idempotent"
    assert effective >= {"give_recurring_work", "send_reminders"}, "a task had nothing to do: this proves nothing of it"
