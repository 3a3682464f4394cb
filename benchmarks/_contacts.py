"""Two weeks of contacts between phones for the live segments, as specs/cases §3.2 has them, and the case work beside.

900,000 phones of 241 communes in 18 districts, ten encounters a phone and day for fourteen days, of which 38 % are
close: 22 % of a household, 33 % of work and school, 35 % of the commune, 10 % of the province. Made by column straight
into the segments' files; a third of the people is known to case work, and `CASES` of them are ill.
"""

import secrets
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from vungxanh.apps.exposure.graph.segments import Columns, Written

DAYS, PHONES, COMMUNES, DISTRICTS, CASES, KNOWN_EVERY = 14, 900_000, 241, 18, 40, 3
AT_HOME, AT_WORK, IN_COMMUNE, ANYWHERE = 0.22, 0.33, 0.35, 0.10
CLOSE = 23.7 / 63
DAY_MS, LAST_START_MS = 86_400_000, 82_800_000
PROVINCE = "49"


def subject(phone: int) -> UUID:
    """Who has a phone."""
    return UUID(int=phone + 1)


def first_day(at: datetime) -> int:
    """The first of the days, in days since 1970: the last one is yesterday's."""
    return int(at.timestamp() * 1000) // DAY_MS - DAYS


def fill(count: int, folder: Path) -> dict[str, Any]:
    """Units, phones, people, cases and segments; the codes of the cases and a token of an officer of the province."""
    from tests.factories.cases import a_cdc_officer, the_policies
    from tests.factories.org import a_province, a_unit
    from vungxanh.apps.accounts.actions.tokens import issue_token
    from vungxanh.apps.accounts.models import Scope
    from vungxanh.apps.exposure.graph import segments
    from vungxanh.apps.exposure.models import Segment
    from vungxanh.apps.org.models import Level
    from vungxanh.kit import clock

    at, officer = clock.now(), a_cdc_officer()
    areas = [a_unit(level=Level.DISTRICT, code=f"d{one}", parent=a_province()) for one in range(DISTRICTS)]
    areas.append(a_province())
    the_policies()
    first = first_day(at)
    with ProcessPoolExecutor(2, initializer=_begin, initargs=(folder,)) as pool:
        for day, found in enumerate(pool.map(_day, [(first, day, count // DAYS) for day in range(DAYS)])):
            Segment.objects.bulk_create(
                Segment(
                    day=segments.day_of(first + day), area=area, name=written.name, rows=written.rows,
                    sha256=written.sha256, built_at=at,
                )
                for area, written in zip(areas, found, strict=True)
            )  # fmt: skip
    _phones(at)
    secret = f"vx_{secrets.token_hex(20)}"
    issue_token(officer.user, name="benchmark", scope=Scope.READ, days=1, secret=secret, by=officer, at=at)
    return {"token": secret, "cases": _cases(areas[0], officer, at)}


def _begin(folder: Path) -> None:
    from django.conf import settings

    if not settings.configured:
        from vungxanh.project import configure

        configure()
    settings.EXPOSURE_DIR = folder


def _day(asked: tuple[int, int, int]) -> "list[Written]":
    from vungxanh.apps.exposure.graph import segments

    first, day, count = asked
    names = [*(f"d{number}" for number in range(DISTRICTS)), PROVINCE]
    when = segments.day_of(first + day)
    return [
        segments.write(when, name, 1, "bench", edges)
        for name, edges in zip(names, of_day(first, day, count), strict=True)
    ]


def of_day(first: int, day: int, count: int) -> "Iterator[Columns]":
    """The edges of each district, and of all of the province; phones next to each other live next to each other."""
    import numpy as np

    chance = np.random.default_rng(day)
    anywhere = round(count * ANYWHERE)
    per_district, per_commune = PHONES // DISTRICTS, PHONES // COMMUNES
    for number in range(DISTRICTS):
        size = (count - anywhere) // DISTRICTS
        one = chance.integers(0, per_district, size, np.int32)
        kind = chance.random(size, np.float32) * np.float32(1 - ANYWHERE)
        reach = np.where(kind < AT_HOME, 3, np.where(kind < AT_HOME + AT_WORK, 40, per_commune)).astype(np.int32)
        other = one + 1 + (chance.random(size, np.float32) * reach).astype(np.int32)
        yield _edges(chance, one + number * per_district, other % per_district + number * per_district, first + day)
    one = chance.integers(0, PHONES, anywhere, np.int32)
    yield _edges(chance, one, (one + chance.integers(1, PHONES, anywhere, np.int32)) % PHONES, first + day)


def _edges(chance: Any, one: Any, other: Any, number: int) -> "Columns":
    import numpy as np

    size = len(one)
    start = np.sort(chance.integers(0, LAST_START_MS, size, np.int32)).astype(np.int64) + number * DAY_MS
    near = np.where(chance.random(size, np.float32) < CLOSE, np.float32(20), np.float32(5))
    zero = np.zeros(size, np.float32)
    return {
        "one": np.minimum(one, other) + 1, "other": np.maximum(one, other) + 1, "start_ms": start,
        "end_ms": start + (near * 60_000).astype(np.int64), "near": near, "close": zero, "room": zero, "far": zero,
        "max_rssi": np.full(size, -60, np.int8), "mutual": np.ones(size, bool),
    }  # fmt: skip


def _phones(at: datetime) -> None:
    """A node for each phone, made by the database itself."""
    from django.db import connection

    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO exposure_holder (id, subject, made_at, last_on) {numbers} "
            "SELECT i, printf('%%032x', i), %s, %s FROM n",
            [PHONES, at.astimezone(UTC).replace(tzinfo=None), at.date()],
        )


def _cases(area: Any, officer: Any, at: datetime) -> list[str]:
    """A third of the people stands in case work; some of them are ill, as many since each of the days."""
    from tests.factories.org import a_unit
    from vungxanh.apps.cases.models import Case, Classification, Person
    from vungxanh.kit import bulk, clock

    commune = a_unit(parent=area)
    fields = {"path": commune.path, "commune_id": commune.pk, "entered_at": at, "updated_at": at}
    for start in range(0, PHONES, 30_000):
        known = range(start, min(start + 30_000, PHONES), KNOWN_EVERY)
        bulk.insert(Person, [fields | {"subject": subject(phone), "pseudonym": f"P{phone}"} for phone in known])
    onsets = [clock.day_of(at) - timedelta(days=1 + each * (DAYS - 4) // CASES) for each in range(CASES)]
    ill = Person.objects.in_bulk([subject(each * PHONES // CASES) for each in range(CASES)], field_name="subject")
    made = [
        Case(
            code=f"CB-{number}", person=person, path=commune.path, classification=Classification.CONFIRMED,
            has_symptoms=True, onset_on=onsets[number], tested_on=onsets[number], reported_by=officer.unit,
            entered_at=at, updated_at=at,
        )
        for number, person in enumerate(ill.values())
    ]  # fmt: skip
    return [case.code for case in Case.objects.bulk_create(made)]
