"""What features say is waiting: the urgent first, each asked once."""

from collections.abc import Iterator
from datetime import UTC, datetime

from vungxanh.kit import waiting
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.waiting import Waiting

AT = datetime(2020, 8, 17, tzinfo=UTC)


def test_the_urgent_comes_first_and_an_offer_made_twice_is_asked_once() -> None:
    def plain(_officer: object, _at: datetime) -> Iterator[Waiting]:
        yield Waiting("3 người cần theo dõi", "/a")

    def pressing(_officer: object, _at: datetime) -> Iterator[Waiting]:
        yield Waiting("1 người bị sót", "/b", is_urgent=True)

    kept = waiting._offers[:]
    try:
        waiting._offers[:] = []
        for offered in (plain, pressing, plain):
            waiting.offer(offered)
        assert [each.url for each in waiting.for_officer(SystemActor("test"), AT)] == ["/b", "/a"]
    finally:
        waiting._offers[:] = kept
