"""Every task may run twice: the queue delivers at least once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.utils.module_loading import import_string

from tests.factories.calendar import seeded_calendar
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
    """Something for the tasks to do: the letter issued to a small province, its deadlines near, people told."""
    from tests.factories.org import an_officer
    from vungxanh.kit.notices.actions import notify

    settings.CLOCK_OFFSET = datetime(2020, 7, 28, 3, tzinfo=UTC) - clock.machine_now()  # Tuesday, 10:00 in the province
    seeded_calendar()
    officer = an_officer()
    at = datetime(2020, 7, 27, 3, tzinfo=UTC)
    facts = {"kind": "test", "subject": "Nhắc việc", "body": "", "url": "/", "at": at}
    notify([officer.user.pk], key="law:1", **facts)  # type: ignore[arg-type]
    notify([officer.user.pk], key="law:2", urgent=True, **facts)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_every_periodic_task_run_twice_leaves_the_same_rows(busy_province: None) -> None:
    names = list(periodic_tasks())
    assert len(names) >= 4
    before = rows()
    for name in names:
        import_string(name).func()
    once = rows()
    assert once != before, "the tasks had nothing to do, so this proves nothing"
    for name in names:
        import_string(name).func()
        assert rows() == once, f"{name} is not idempotent"
