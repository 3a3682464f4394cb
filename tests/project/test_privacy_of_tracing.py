"""28 days after a contact's case is closed nothing personal of them is left: tables, files, log output."""

import json
import logging
import re
import unicodedata
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.test import Client

from tests.factories import exposure
from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_commune, a_health_officer
from tests.factories.org import a_province, a_unit
from tests.factories.tasks import run_pending
from vungxanh.apps.cases.actions import (
    cases,
    deciding,
    exposures,
    followup,
    identity,
    importing,
    investigating,
    ordering,
    sampling,
    self_reports,
)
from vungxanh.apps.cases.actions import people as people_
from vungxanh.apps.cases.actions.printing import orders_pdf
from vungxanh.apps.cases.actions.searching import searched
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import (
    CaseState,
    Check,
    Exposure,
    Investigation,
    Outcome,
    Person,
    Plan,
    Sample,
    Standing,
)
from vungxanh.apps.cases.queries.lists import Wanted, people
from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.actions.contacts import confirm, refuse
from vungxanh.apps.exposure.actions.process import process
from vungxanh.apps.exposure.graph import segments
from vungxanh.apps.exposure.models import DayKey, Upload
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.retention.running import Moments, expire

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
NAME, NUMBER, HOME = "Trần Văn Nam", "0905 222 333", "12 ngõ Hoa Sữa"
CARD = "049085001234"
SAID = "ăn cưới nhà bác Riêng Tư"
SPELLED = (
    NAME,
    NUMBER,
    HOME,
    "Tran Van Nam",
    "TRẦN VĂN NAM",
    unicodedata.normalize("NFD", NAME),
    "Trần  Văn\u00a0Nam",
    "Trần-Văn-Nam",
    "anh Văn Nam",
    "anh nam",
    "0905222333",
    "(0905) 222333",
    "0905/222/333",
    "0905.222.333",
    "0905 – 222 – 333",
    "+84 905_222-333",
    "٠٩٠٥٢٢٢٣٣٣",
    CARD,
    "049 085 001 234",
    "049-085-001234",
    "12 ngo hoa sua",
    unicodedata.normalize("NFD", HOME),
    "12, ngõ  HOA SỮA",
)
PLACES = "nhà bà ngoại của Nam", "theo lời vợ Nam", "phòng mạch nhà Nam"
FACILITY, EVIDENCE, LABORATORY = PLACES
OWNER = {"full_name": NAME, "phone": NUMBER, "address": HOME, "commune": "20335"}
OWN = "29ABD013B41C90269332AB5D"
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
SUBJECT = str(UUID(hex=keyed.of_phone(NUMBER)[:32]))
IN_TABLES = (NAME, NUMBER, HOME, CARD, SAID, SUBJECT)
SECRETS = (*IN_TABLES, HOME, CARD, "0905222333", OWN, OWN.lower(), keyed.of_phone(NUMBER))


@pytest.fixture(autouse=True)
def own_room(settings: LazySettings, tmp_path: Path) -> None:
    """Every file of tracing lies in one folder of this test."""
    settings.EXPOSURE_DIR, settings.FILES_DIR = tmp_path / "var" / "exposure", tmp_path / "var" / "files"


def live_at(settings: LazySettings, at: datetime) -> datetime:
    """Let pages, handlers and tasks think that it is this moment."""
    settings.CLOCK_OFFSET = at - clock.machine_now()
    return at


def everything() -> str:
    """Every value of every table as it reads, sealed columns opened; JSON without escapes."""
    rows = (model._base_manager.values_list() for model in apps.get_models(include_auto_created=True))
    return "\n".join(map(as_it_reads, chain.from_iterable(chain.from_iterable(rows))))


def as_it_reads(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def files_of(room: Path) -> dict[str, bytes]:
    return {path.relative_to(room).as_posix(): path.read_bytes() for path in room.rglob("*") if path.is_file()}


def a_contact_reports(settings: LazySettings) -> tuple[Person, cases.Case]:
    """A case hands in, a batch goes out, a contact's phone matches and its owner tells: over the real addresses."""
    province = a_province()
    district = a_unit(level=Level.DISTRICT, parent=province)
    commune = a_unit(level=Level.COMMUNE, parent=district, code="20335")
    live_at(settings, NOW)
    case = a_case(by=a_cdc_officer())
    code = exposure.a_code(by=a_cdc_officer(), subject=case.person.subject, at=NOW)
    phone = Client()
    body = exposure.a_body(code.text, exposure.some_keys(7, at=NOW))
    assert phone.post("/exposure/v1/uploads", body, content_type="application/json").status_code == 202
    live_at(settings, NOW + timedelta(minutes=10))
    assert exposure.a_batch(at=NOW + timedelta(minutes=10))
    met = [(key, 2) for key in DayKey.objects.filter(batch__isnull=False).order_by("-starts_at")[:2]]
    report = exposure.a_contact_body(met, person=OWNER)
    assert phone.post("/exposure/v1/reports", report, content_type="application/json").status_code == 202
    confirm(Upload.objects.get(kind="contact"), by=a_health_officer(commune), at=NOW + timedelta(minutes=15))
    run_pending()
    process(at=NOW + timedelta(minutes=20))
    run_pending()
    upload = Upload.objects.get(kind="contact")
    person = Person.objects.get(subject=upload.subject)
    assert person.path == commune.path
    return person, case


def worked_on(person: Person, case: cases.Case) -> None:
    """All that officers do with a contact, what is personal spelled each way in every text that an officer can type."""
    by, carer, at = a_cdc_officer(), a_health_officer(person.commune), NOW + timedelta(hours=1)
    plan = Plan.objects.get(person=person)
    people_.complete(person, people_.Known(citizen_id=CARD), by=carer, at=at)
    self_reports.make_link(plan, "t" * 32, by=carer, at=at)
    self_reports.tell("t" * 32, symptoms=["cough"], temperature=None, at=at)
    row = Check.objects.filter(plan=plan, day=NOW.date(), outcome=Outcome.DUE)[0]
    followup.check(row, Outcome.SYMPTOMS, symptoms=["fever"], by=carer, at=at)
    for number, spelled in enumerate((*SPELLED, f"{NAME} ({NUMBER}), {HOME}")):
        typed(person, case, spelled, number, until=plan.ends_on - timedelta(days=1 + number % 2), at=at)
    note = exposures.Met(
        case.person, person, NOW - timedelta(hours=30), NOW - timedelta(hours=29), note=SAID, evidence=EVIDENCE
    )
    exposures.withdraw([exposures.record(note, by=by, at=at)], "khai nhầm", by=by, at=at)
    orders = ordering.draft([Plan.objects.get(person=person)], batch=uuid4(), facility=FACILITY, by=by, at=at)
    ordering.issue(orders, 900, "QĐ-UBND", facility="Khu A", by=by, at=at)
    assert len(orders_pdf(orders, by=carer, at=at)) > 1000
    ordering.revoke(orders, why="ở nơi khác", by=by, at=at)
    sample = sampling.take(person, NOW.date(), by=carer, at=at)
    Sample.objects.filter(pk=sample.pk).update(laboratory=LABORATORY)
    assert searched(Wanted(words=NUMBER), lambda asked: people(by, asked), by=by, at=at).items
    rows = f"Ca bệnh,Tiếp xúc từ,Họ và tên\n{case.code},16/08/2020,Phạm Văn Tèo\n".encode()
    importing.stage(rows, kind=Kind.CONTACTS, name=f"Tiếp xúc của {NAME} {NUMBER}.csv", by=by, at=at)
    followup.hand_on(plan, a_commune(person.commune.parent), why=f"{NAME} về {HOME}", by=carer, at=at)
    followup.hand_back(Plan.objects.get(person=person), why=f"gọi {NUMBER} không được", by=by, at=at)


def typed(person: Person, case: cases.Case, spelled: str, number: int, *, until: date, at: datetime) -> None:
    by, why = a_cdc_officer(), f"Hỏi {spelled} lần {number % 3}"
    identity.open_identity(person, why, by=by, at=at)
    since = NOW - timedelta(hours=28, minutes=number)
    met = exposures.Met(case.person, person, since, since + timedelta(minutes=30), note=why, evidence=why)
    exposures.withdraw([exposures.record(met, by=by, at=at)], why, by=by, at=at)
    deciding.change_days(person, quarantine_until=until, why=why, by=by, at=at)
    deciding.set_place(person, "facility", why=why, by=by, at=at)
    deciding.set_level(person, 1, why=why, by=by, at=at)
    orders = ordering.draft([Plan.objects.get(person=person)], batch=uuid4(), facility=why, by=by, at=at)
    ordering.issue(orders, number + 1, "QĐ-UBND", facility="Khu A", by=by, at=at)
    ordering.revoke(orders, why=why, by=by, at=at)
    sampling.take(person, NOW.date(), laboratory=why, by=by, at=at)
    form = Investigation.objects.get(case=case)
    investigating.write(case, {"notes": why}, complete=False, version=form.version, by=by, at=at)
    home = person.commune
    followup.hand_back(Plan.objects.get(person=person), why=why, by=by, at=at)
    followup.hand_on(Plan.objects.get(person=person), home, why=why, by=by, at=at)
    refused_again(number, why, by=by, at=at)


def refused_again(number: int, why: str, *, by: Officer, at: datetime) -> None:
    key = DayKey.objects.filter(batch__isnull=False).order_by("-starts_at")[0]
    again = exposure.a_waiting_report(key, body=f"again {number}", person=OWNER, at=at + number * timedelta(minutes=10))
    refuse(again, why, by=by, at=at + timedelta(hours=8))


def closed(settings: LazySettings, case: cases.Case) -> datetime:
    """The follow-up and the case end; the moment."""
    at = live_at(settings, NOW + timedelta(days=18))
    current = cases.Case.objects.get(pk=case.pk)
    cases.end(current, CaseState.RECOVERED, at.date(), version=current.version, by=a_cdc_officer(), at=at)
    followup.end_what_is_over(by=SYSTEM, at=at)
    run_pending()
    return at


def nights(settings: LazySettings, since: datetime, days: int) -> None:
    """What the worker does each night, and every batch that falls due meanwhile."""
    for day in range(1, days + 1):
        at = live_at(settings, since + timedelta(days=day, hours=17))
        exposure.a_batch(at=at)
        expire(Moments(province=at, machine=clock.machine_now() + timedelta(days=day)))
        process(at=at, anew=True)
        run_pending()


def test_nothing_personal_of_a_closed_contact_remains(
    settings: LazySettings, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "numba")  # it tells every line of what it compiles
    person, case = a_contact_reports(settings)
    worked_on(person, case)
    before, lying = everything(), files_of(tmp_path)
    minutes = minutes_of(person)
    assert [at for at in minutes if str(at) not in before] == []
    assert [secret for secret in (*IN_TABLES, *PLACES, *SPELLED) if secret not in before] == []
    assert any(name.startswith("exposure/histories/") for name in _below(lying))
    assert OWN in b"".join(histories.opened(Upload.objects.exclude(state="refused").get(kind="contact"))).decode()
    assert [name for name in _below(lying) if name.endswith(".parquet")]
    assert not [secret for secret in SECRETS for content in lying.values() if secret.encode() in content]

    end = closed(settings, case)
    nights(settings, end, 29)

    after = everything()
    assert [secret for secret in (*SECRETS, *SPELLED, *PLACES) if secret in after] == []
    assert [at for at in minutes if any(spelled in after for spelled in spellings(at))] == []
    left = files_of(tmp_path)
    assert not [name for name in _below(left) if name.startswith(("exposure/histories/", "exposure/segments/"))]
    assert list(segments.files()) == []
    assert not [secret for secret in SECRETS for content in left.values() if secret.encode() in content]
    assert (Upload.objects.count(), DayKey.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    told = caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in SECRETS if secret in told] == []
    kept = Person.objects.get(pk=person.pk)
    assert kept.erased_at is not None
    standing = Standing.objects.get(person=person)
    assert (standing.level, standing.detail["chain"]) == (1, [])
    assert not Exposure.objects.exists()


def minutes_of(person: Person) -> set[datetime]:
    """From when to when they met whom."""
    return set(chain.from_iterable(Exposure.objects.filter(target=person).values_list("started_at", "ended_at")))


def spellings(at: datetime) -> tuple[str, ...]:
    """A moment as a column reads and as JSON has it."""
    return str(at), at.isoformat(), at.astimezone(clock.VIETNAM).isoformat()


def _below(lying: dict[str, bytes]) -> list[str]:
    return [name.removeprefix("var/") for name in lying]


def test_one_night_earlier_they_are_still_there(settings: LazySettings) -> None:
    person, case = a_contact_reports(settings)
    end = closed(settings, case)
    at = live_at(settings, end + timedelta(days=27))
    expire(Moments(province=at, machine=clock.machine_now()))
    assert Person.objects.get(pk=person.pk).full_name == NAME
