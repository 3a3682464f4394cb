"""Every task may run twice: the queue delivers at least once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from tests.factories.work import Scene
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.extend import ask_extension, grant, waiting_of
from vungxanh.apps.work.actions.progress import report_done, report_progress
from vungxanh.apps.work.actions.review import Below, accept, return_to
from vungxanh.kit import clock
from vungxanh.kit.events.delivery import deliver
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
def busy_province(settings: "pytest_django.Settings") -> Scene:  # type: ignore[name-defined] # noqa: F821
    """Something for the tasks to do: a weekly duty issued to a small province, its deadlines near, people told."""
    from tests.factories.work import a_scene
    from vungxanh.apps.directives.models import Recurrence
    from vungxanh.kit.notices.actions import notify

    # Monday, 10:00 in the province: last Friday's turn is a day late and this week's has opened.
    settings.CLOCK_OFFSET = datetime(2020, 8, 3, 3, tzinfo=UTC) - clock.machine_now()
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    officer = scene.holder
    at = datetime(2020, 8, 2, 3, tzinfo=UTC)
    facts = {"kind": "test", "subject": "Nhắc việc", "body": "", "url": "/", "at": at}
    notify([officer.user.pk], key="law:1", **facts)  # type: ignore[arg-type]
    notify([officer.user.pk], key="law:2", urgent=True, **facts)  # type: ignore[arg-type]
    return scene


@pytest.mark.django_db
def test_every_periodic_task_run_twice_leaves_the_same_rows(busy_province: Scene) -> None:
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


@pytest.mark.django_db
def test_every_event_delivered_twice_leaves_the_same_rows(busy_province: Scene) -> None:
    """One duty's way through return and extension to its end, each event brought twice to each who listens."""
    scene, at = busy_province, datetime(2020, 8, 2, 4, tzinfo=UTC)
    holder, giver = {"by": scene.holder, "at": at}, {"by": scene.giver, "at": at}
    day = date(2020, 8, 20)
    told = delivered_twice()
    for change in (
        lambda duty: cascade(duty, units=scene.communes[:1], **holder),
        lambda duty: report_progress(duty, percent=40, text="Đã làm một nửa.", **holder),
        lambda duty: ask_extension(duty, until=day, reason="Mưa lũ.", **holder),
        lambda duty: grant(waiting_of(duty), **giver),
        lambda duty: report_done(duty, text="Đã xong.", **holder),
        lambda duty: return_to(duty, reason="Thiếu minh chứng.", **giver),
        lambda duty: report_done(duty, text="Đã bổ sung.", **holder),
        lambda duty: accept(duty, below=Below.CLOSE, **giver),
    ):
        change(scene.assignment)
        told |= delivered_twice()
    assert told >= {"tell_of_directive", "tell_of_work", "tell_giver", "tell_of_return"}, (
        "a handler had nothing to do: this proves nothing of it"
    )


def delivered_twice() -> set[str]:
    """Bring every event that waits to its handler, then once more; the names of those that changed a row."""
    effective = set()
    for waiting in DBTaskResult.objects.order_by("enqueued_at", "pk"):
        arguments = waiting.args_kwargs
        waiting.delete()
        if waiting.task_path != deliver.module_path:
            continue
        before = rows()
        deliver.func(*arguments["args"], **arguments["kwargs"])
        once = rows()
        if once != before:
            effective.add(arguments["args"][0].rpartition(".")[2])
        deliver.func(*arguments["args"], **arguments["kwargs"])
        assert rows() == once, f"{arguments['args'][0]} is not idempotent"
    return effective
