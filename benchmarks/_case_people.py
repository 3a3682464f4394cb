"""A province of 300,000 people in case work for the lists: cases, levels, follow-ups, two weeks of checks, imports.

Bad on purpose where real data are bad: 3,000 people of one name and year of birth, a telephone that 2,000 gave, chances
that only ever take a few values, 50,000 cases of one import entered at one moment, and a tenth who missed two days.
The cases fell ill over half a year; whoever is none was met by the last case before them in their commune.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

DISTRICTS, COMMUNES = 18, 241
STEP = 5000
COMMON, COMMON_YEAR, COMMON_EVERY = "Nguyễn Văn An", 1980, 100
"""The name and year that one in so many has."""
HOTLINE, HOTLINE_EVERY = "0901234567", 150
FOLLOWED, CASES, MISSED, SAMPLED, ILL, DRAFTED = 0.15, 0.1, 0.1, 0.3, 0.02, 0.2
OUTBREAK_DAYS = 180
_NAMES = (
    *("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý",),
    *("Văn Thị Hữu Đức Minh Thanh Ngọc Quang Xuân Thu Hồng Kim Bích Công Đình Quốc",),
    *("An Bình Cường Dũng Em Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Phúc Sơn",),
)
_CHANCES = (0.0, 0.002, 0.01, 0.05, 0.2)
_IMPORTS, _IMPORT_ROWS = 40, 1000
Rows = list[dict[str, Any]]


def a_name(draw: random.Random) -> str:
    """One of some 5,600 names."""
    return " ".join(draw.choice(part.split()) for part in _NAMES)


def fill(count: int, cdc: Any) -> tuple[Any, Any]:
    """Write everything by the thousand; a district and a commune of it."""
    from tests.factories.cases import the_policies
    from tests.factories.org import a_province, a_unit
    from vungxanh.apps.cases.actions.tallying import tally_anew
    from vungxanh.apps.cases.models import Case, Check, Order, Person, Plan, Sample, Standing
    from vungxanh.apps.org.models import Level
    from vungxanh.kit import bulk

    the_policies()
    draw, last_case = random.Random(1), dict[int, dict[str, Any]]()
    districts = [a_unit(level=Level.DISTRICT, parent=a_province()) for _district in range(DISTRICTS)]
    communes = [a_unit(level=Level.COMMUNE, parent=districts[each % DISTRICTS]) for each in range(COMMUNES)]
    models = (Person, Case, Standing, Plan, Check, Sample, Order)
    for start in range(1, count + 1, STEP):
        rows: dict[Any, Rows] = {model: [] for model in models}
        for key in range(start, min(start + STEP, count + 1)):
            place, level = communes[draw.randrange(COMMUNES)], min(int(draw.expovariate(0.6)), 5)
            rows[Person].append(_person(key, place, draw))
            if draw.random() < CASES:
                last_case[place.pk] = _case(key, place, cdc, draw)
                rows[Case].append(last_case[place.pk])
            standing = _standing(key, place, level, last_case.get(place.pk), draw)
            rows[Standing].append(standing)
            is_open = draw.random() < FOLLOWED
            missed = 2 if is_open and draw.random() < MISSED else 0
            plan = _plan(standing, place, is_open, missed, draw)
            rows[Plan].append(plan)
            rows[Check] += _checks(plan, missed, draw) if is_open else ()
            if is_open and draw.random() < SAMPLED:
                rows[Sample].append({"person_id": key, "due_on": plan["ends_on"]})
            if is_open and draw.random() < DRAFTED:
                rows[Order].append(_order(plan, cdc))
        for model in models:
            bulk.insert(model, rows[model])
    tally_anew()
    for officer_unit in (cdc.unit, districts[0], communes[0]):
        _imports(cdc, officer_unit)
    return districts[0], communes[0]


def _person(key: int, place: Any, draw: random.Random) -> dict[str, Any]:
    from tests.factories.cases import NOW
    from vungxanh.apps.cases import keys
    from vungxanh.apps.cases.models import Sex
    from vungxanh.core.casework.identity import Identity

    common = key % COMMON_EVERY == 0
    name, year = (COMMON, COMMON_YEAR) if common else (a_name(draw), 1940 + draw.randrange(75))
    phone = HOTLINE if key % HOTLINE_EVERY == 0 else f"09{key:08d}"
    return {
        "id": key,
        "path": place.path,
        "pseudonym": f"NG-{key:07d}",
        "full_name": name,
        "phone": phone,
        "address": "Thôn Trung, đường liên xã",
        "birth_year": year,
        "sex": Sex.UNKNOWN.value,
        "commune_id": place.pk,
        "entered_at": NOW,
        "updated_at": NOW,
        **keys.of(Identity(name, year=year, phone=phone)),
    }


def _standing(key: int, place: Any, level: int, case: dict[str, Any] | None, draw: random.Random) -> dict[str, Any]:
    from tests.factories.cases import NOW
    from vungxanh.apps.cases.models import Class
    from vungxanh.core.casework import standing_json
    from vungxanh.core.casework.plan import Plan
    from vungxanh.core.casework.standing import Standing, Step
    from vungxanh.core.casework.times import midnight

    chance = draw.choice(_CHANCES) if draw.random() < 0.8 else draw.random() ** 4
    ill = case["id"] if case else None
    at = midnight(case["onset_on"]) + timedelta(minutes=draw.randrange(10_000)) if case else NOW
    begun = (Step(ill, 0, at),) if ill else ()
    chain = begun if ill == key else (*begun, Step(key, level, at, ill))
    known = Standing(key, level, ill, chain, (), at, at, 1, chance, None, Plan())
    return {
        "person_id": key,
        "path": place.path,
        "level": level,
        "case_id": ill,
        "first_at": at,
        "last_at": at,
        "probability": chance,
        "risk": Class.HIGH.value,
        "detail": standing_json.as_json(known),
        "derived_at": NOW,
    }


def _plan(standing: dict[str, Any], place: Any, is_open: bool, missed: int, draw: random.Random) -> dict[str, Any]:
    from tests.factories.cases import NOW, TODAY
    from vungxanh.apps.cases.models import ILL_FIRST

    key, is_ill = standing["person_id"], is_open and draw.random() < ILL
    ends = TODAY + timedelta(days=draw.randrange(14) if is_open else -draw.randrange(1, 60))
    return {
        "id": key,
        "person_id": key,
        "path": place.path,
        "unit_id": place.pk,
        "level": standing["level"],
        "found_on": ends - timedelta(days=13),
        "starts_on": ends - timedelta(days=13),
        "quarantine_ends_on": ends,
        "place": "facility",
        "ends_on": ends,
        "ended_on": None if is_open else ends,
        "overdue": missed,
        "due_since": min(TODAY - timedelta(days=missed), ends) if is_open else None,
        "is_ill": is_ill,
        "urgency": standing["probability"] + (ILL_FIRST if is_ill else 0),
        "updated_at": NOW,
    }


def _checks(plan: dict[str, Any], missed: int, draw: random.Random) -> Iterator[dict[str, Any]]:
    """One a day from its first day to its last; most of the past days and a few of today are written down."""
    from tests.factories.cases import TODAY
    from vungxanh.apps.cases.models import Outcome

    order = {"urgency": plan["urgency"]}
    for number in range(14):
        day = plan["starts_on"] + timedelta(days=number)
        late = TODAY - timedelta(days=missed) <= day < TODAY
        done = (day < TODAY and not late) or (day == TODAY and draw.random() < 0.2)
        outcome = Outcome.WELL if done else Outcome.DUE
        if plan["is_ill"] and day == TODAY - timedelta(days=3):
            outcome = Outcome.SYMPTOMS
        yield {"plan_id": plan["id"], "path": plan["path"], "day": day, "number": 1, "outcome": outcome.value, **order}


def _order(plan: dict[str, Any], cdc: Any) -> dict[str, Any]:
    from tests.factories.cases import NOW

    return {
        "plan_id": plan["id"],
        "path": plan["path"],
        "batch": uuid.UUID(int=1),
        "issued_by_id": cdc.unit.pk,
        "place": plan["place"],
        "from_on": plan["starts_on"],
        "until_on": plan["ends_on"],
        "made_by": "benchmark",
        "made_at": NOW,
    }


def _case(key: int, place: Any, cdc: Any, draw: random.Random) -> dict[str, Any]:
    from tests.factories.cases import NOW, TODAY
    from vungxanh.apps.cases.models import CaseState, Classification

    onset = TODAY - timedelta(days=draw.randrange(OUTBREAK_DAYS))
    return {
        "id": key,
        "path": place.path,
        "code": f"CA20-{key:07d}",
        "number": f"BN {key}",
        "person_id": key,
        "classification": draw.choice(Classification.values[:3]),
        "state": draw.choice(CaseState.values),
        "onset_on": onset,
        "tested_on": min(TODAY, onset + timedelta(days=draw.randrange(5))),
        "reported_by_id": cdc.unit.pk,
        "entered_at": NOW - timedelta(minutes=draw.randrange(40_000) if draw.random() < 0.5 else 0),
        "updated_at": NOW,
    }


def _imports(cdc: Any, unit: Any) -> None:
    from tests.factories.cases import NOW
    from vungxanh.apps.cases.models import Import, ImportRow, RowState
    from vungxanh.kit import bulk

    for each in range(_IMPORTS):
        made = Import.objects.create(
            unit=unit,
            by=cdc.user,
            kind="contacts",
            template="own",
            digest=f"{unit.pk}-{each}",
            made_at=NOW - timedelta(hours=each),
        )
        bulk.insert(
            ImportRow,
            [
                {
                    "part_of_id": made.pk,
                    "number": number,
                    "leader": number,
                    "key": f"{made.pk}-{number}",
                    "content": "{}",
                    "state": RowState.values[number % 5],
                }
                for number in range(1, _IMPORT_ROWS + 1)
            ],
        )
