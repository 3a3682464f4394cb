"""Events leave with the commit, reach each handler, and survive JSON."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from tests.factories.tasks import run_pending
from vungxanh.kit import events
from vungxanh.kit.events.codec import dump, load
from vungxanh.kit.tasks import health

AT = datetime(2020, 7, 28, 8, 4, 5, 123456, UTC)


@dataclass(frozen=True, slots=True)
class Place:
    code: str


@dataclass(frozen=True, slots=True)
class Announced:
    name: str
    count: int
    at: datetime
    on: date
    ids: tuple[int, ...]
    key: UUID
    share: Decimal
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Unheard:
    number: int


@dataclass(slots=True)
class Mutable:
    number: int


@dataclass(frozen=True, slots=True)
class Odd:
    value: object


@events.on(Announced)
def remember(event: Announced) -> None:
    Group.objects.get_or_create(name=f"{event.name} {event.at.isoformat()}")


@events.on(Announced)
def stumble(event: Announced) -> None:
    if event.count < 0:
        raise ValueError("âm")


def example(count: int = 1) -> Announced:
    key = UUID("12345678123456781234567812345678")
    return Announced("Đại Lộc", count, AT, AT.date(), (1, 2), key, Decimal("1.50"), Place("506"))


def test_an_event_comes_back_from_json_as_it_was() -> None:
    assert load(Announced, dump(example())) == example()


@pytest.mark.parametrize(
    "event",
    [
        Mutable(1),
        "text",
        Odd(object()),
        Odd((1, 2)),
        Unheard("5"),  # type: ignore[arg-type]
        Unheard(None),  # type: ignore[arg-type]
    ],
)
def test_an_event_that_would_change_on_the_way_is_refused(event: object) -> None:
    with pytest.raises(events.EventError):
        dump(event)


@pytest.mark.django_db
def test_each_handler_gets_its_own_task() -> None:
    events.announce(example())
    assert DBTaskResult.objects.count() == len(events.handlers_of(Announced)) == 2
    assert not Group.objects.exists()
    assert run_pending() == 2
    assert Group.objects.get().name == "Đại Lộc 2020-07-28T08:04:05.123456+00:00"


@pytest.mark.django_db
def test_a_handler_that_stumbles_holds_up_no_other_and_is_tried_again() -> None:
    events.announce(example(count=-1))
    run_pending()
    assert Group.objects.count() == 1
    waiting = DBTaskResult.objects.get(status="READY")
    assert "âm" in waiting.traceback


@pytest.mark.django_db
def test_an_event_nobody_hears_leaves_nothing() -> None:
    events.announce(Unheard(1))
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_a_handler_that_is_gone_is_found_among_the_failed_in_the_end() -> None:
    events.announce(example())
    for row in DBTaskResult.objects.all():
        row.args_kwargs["args"][0] = "vungxanh.nowhere.handler"
        row.worker_ids = ["w"] * 7
        row.save()
    run_pending()
    assert {row.exception_class_path for row in health.dead_letters()} == {"builtins.LookupError"}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_announces_nothing() -> None:
    def change() -> None:
        with transaction.atomic():
            events.announce(example())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_announcing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="atomic"):
        events.announce(example())


@pytest.mark.django_db
def test_handling_an_event_twice_leaves_the_same_rows() -> None:
    events.announce(example(), example())
    assert run_pending() == 4
    assert Group.objects.count() == 1
