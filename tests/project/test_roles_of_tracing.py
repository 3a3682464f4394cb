"""Who has no case work reads and changes nothing of it over HTTP: every operation of cases and exposure is walked.

The operations are those the API describes, so a new one is walked from its first day; what it needs (a body, an id)
it names here, or this fails. The app's door, the channel of keys and a person's own report are no operations of this
API: whoever speaks there has no account, speaks of themselves, and is answered by `exposure.app`, `exposure.channel`
and `cases.views.self_reports`, which have tests of their own.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import exposure
from tests.factories.accounts import a_user
from tests.factories.api import Program
from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_person, an_exposure
from tests.factories.org import a_province, an_officer
from tests.factories.sheets import CONTACTS, a_csv, contacts_of
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import merging, ordering, sampling
from vungxanh.apps.cases.models import Check, Derivation, Plan, Policy
from vungxanh.apps.exposure.models import Aside, AsideWhy, DayKey, SigningKey
from vungxanh.apps.exposure.policies import OPERATORS
from vungxanh.kit import clock
from vungxanh.project.api import description

pytestmark = pytest.mark.django_db

WITHOUT_CASE_WORK = [Role.CLERK, Role.OFFICER, Role.ONE_STOP_OFFICER, Role.TECHNICIAN, Role.ADMINISTRATOR]
WALKED = ("/api/v1/cases/", "/api/v1/exposure/")
OPERATED = {
    # Who keeps the server running watches what phones are told, and withdraws it: counts and numbers, nobody's record.
    "get exposure/asides",
    "get exposure/batches",
    "get exposure/publication",
    "get exposure/signing-keys",
    "post exposure/batches/{number}/withdraw",
    "post exposure/signing-keys/{version}/distrust",
}
Things = Mapping[str, Any]


@pytest.fixture
def things(settings: Any, tmp_path: Any) -> Things:
    """One real thing of each kind that an operation may name, by the word before its id; and bodies that hold."""
    settings.CLOCK_OFFSET = NOW - clock.machine_now()
    settings.EXPOSURE_DIR = tmp_path
    by = a_cdc_officer()
    case, near = a_case(by=by), a_person()
    met = an_exposure(case.person, near, by=by)
    kept, absorbed = a_person(name="Võ Văn Tám"), a_person(name="Võ Văn Chín")
    merge = merging.merge(kept, absorbed, versions=(kept.version, absorbed.version), by=by, at=NOW)
    file = SimpleUploadedFile("f1.csv", a_csv(CONTACTS, contacts_of(case.code, 2)), content_type="text/csv")
    staged = Program(by).hand_in("cases/imports", kind="contacts", file=file).json()
    sample = sampling.take(near, TODAY, by=by, at=NOW)
    plan = Plan.objects.get(person=near)
    (order,) = ordering.draft([plan], batch=uuid4(), by=by, at=NOW)
    run = Derivation.objects.filter(changes__person=near).latest("pk")
    handed = {
        "codes": exposure.a_code(at=NOW, by=by).code.pk,
        "subjects": exposure.a_case(at=NOW - timedelta(days=4), by=by).subject,
    }
    batch = exposure.a_batch(at=NOW)
    assert batch
    heard = DayKey.objects.exclude(batch=None).first() or DayKey.objects.first()
    assert heard
    report = exposure.a_waiting_report(heard, at=NOW)
    due = Check.objects.filter(plan=plan, outcome="due").latest("pk")
    aside = Aside.objects.create(upload=heard.upload, why=AsideWhy.OTHERS, keys=2, at=NOW)
    return handed | {
        "by": by, "cases": case.code, "people": near.pk, "other": kept.pk, "exposures": met.pk, "merges": merge.pk,
        "imports": staged["id"], "samples": sample.pk, "plan": plan.pk, "order": order.pk, "derivations": run.pk,
        "checks": due.pk, "rings": 2, "case_person": case.person_id,
        "batches": batch.number, "reports": report.pk, "asides": aside.pk,
        "signing-keys": SigningKey.objects.filter(is_root=False).latest("version").version,
    }  # fmt: skip


def bodies(of: Things) -> dict[str, dict[str, Any]]:
    """What each operation that takes something is sent: enough to be done, if the officer might."""
    day, why, orders = TODAY.isoformat(), {"why": "lý do đủ dài để ghi"}, {"orders": [of["order"]]}
    met = {"source": of["case_person"], "target": of["people"], "started_at": f"{day}T01:00:00+07:00"}
    illness = {"onset_on": day, "tested_on": day}
    return {
        "post cases/cases": {"person": of["people"], **illness},
        "put cases/cases/{code}": illness,
        "post cases/cases/{code}/end": {"state": "recovered", "on": day},
        "post cases/cases/{code}/rings/{level}": {"people_seen": 0},
        "post cases/checks/{pk}": {"outcome": "well"},
        "post cases/exports": {"kind": "cases", "purpose": "gửi tỉnh bạn"},
        "post cases/exposures": {"exposures": [met | {"ended_at": f"{day}T02:00:00+07:00"}]},
        "post cases/exposures/{pk}/withdrawal": why,
        "post cases/imports/pasted": {"kind": "contacts", "table": "Họ và tên\nAn"},
        "post cases/imports/{pk}/verdict": {"verdict": "new"},
        "post cases/orders": {"plans": [of["plan"]]},
        "post cases/orders/deliver": orders,
        "post cases/orders/issue": orders | {"first_number": 1, "suffix": "QĐ-UBND", "facility": "Khu A"},
        "post cases/orders/refresh": orders,
        "post cases/orders/revoke": orders | why,
        "post cases/people": {"full_name": "Lê Thị Bưởi"},
        "put cases/people/{pk}": {"full_name": "Lê Thị Bưởi"},
        "put cases/cases/{code}/investigation": {"answers": {}},
        "post cases/people/{pk}/contacts": {
            "draft": "buoi-sang",
            "contacts": [{"started_at": f"{day}T01:00:00+07:00", "ended_at": f"{day}T02:00:00+07:00"}],
        },
        "post cases/people/{pk}/hand-back": why | {"seen": "1"},
        "post cases/people/{pk}/hand-on": why | {"seen": "1", "place": "1"},
        "post cases/people/{pk}/decision": {"level": 2, **why},
        "post cases/people/{pk}/merge": {"absorbed": of["other"], "version": 1},
        "post cases/people/{pk}/ask-again": {"other": of["other"]},
        "post cases/people/{pk}/not-same": {"other": of["other"]},
        "post cases/people/{pk}/opening": {"purpose": "gọi điện theo dõi"},
        "post cases/people/{pk}/samples": {"taken_on": day},
        "post cases/policies": Policy.objects.latest("pk").rules,
        "post cases/policies/preview": Policy.objects.latest("pk").rules,
        "post cases/samples/{pk}/result": {"result": "negative"},
        "post exposure/asides/{pk}/dismiss": why,
        "post exposure/batches/{number}/withdraw": why,
        "post exposure/codes": {"kind": "link", "since_on": day},
        "post exposure/quota/extend": {"more": 5, **why},
        "post exposure/reports/{pk}/refuse": why,
        "post exposure/signing-keys/{version}/distrust": why,
        "post exposure/subjects/{subject}/revoke": why,
    }


def operations() -> Iterator[tuple[str, str]]:
    """Method and path of every operation of cases and exposure, as the API describes them."""
    for path, methods in description()["paths"].items():
        if path.startswith(WALKED):
            yield from ((method, path.removeprefix("/api/v1/")) for method in methods if method != "parameters")


def called(program: Program, method: str, path: str, of: Things) -> int:
    """The status of one operation on the real thing that its path names."""
    address = re.sub(r"([\w-]+)/\{\w+\}", lambda found: f"{found[1]}/{of[found[1]]}", path)
    if method == "get":
        return int(program.get(address).status_code)
    if (method, path) == ("post", "cases/imports"):
        file = SimpleUploadedFile("f1.csv", a_csv(CONTACTS, []), content_type="text/csv")
        return int(program.hand_in(address, kind="contacts", file=file).status_code)
    body = bodies(of).get(f"{method} {path}", {})
    return int(program.send(address, method=method, tag='"1"', **body).status_code)


@pytest.mark.parametrize("role", WITHOUT_CASE_WORK)
def test_a_role_without_case_work_is_refused_by_every_operation(role: Role, things: Things) -> None:
    program = Program(an_officer(role, a_province(), user=a_user()))
    asked = [each for each in operations() if role not in OPERATORS or " ".join(each) not in OPERATED]
    told = {" ".join(each): called(program, *each, things) for each in asked}
    assert {each: status for each, status in told.items() if status not in (403, 404)} == {}
    assert len(told) > 50


def test_the_things_that_were_refused_are_there_to_be_read(things: Things) -> None:
    program = Program(things["by"])
    told = {path: called(program, method, path, things) for method, path in operations() if method == "get"}
    assert {path: status for path, status in told.items() if status != 200} == {}


def test_what_operators_may_do_is_only_what_the_api_describes() -> None:
    assert {" ".join(each) for each in operations()} >= OPERATED
