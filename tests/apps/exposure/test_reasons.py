"""Why something was taken back stays for good; whom the reason names does not."""

import json
import unicodedata
from datetime import timedelta

import pytest

from tests.factories.exposure import AT, a_batch, a_case, a_health_officer, a_waiting_report
from vungxanh.apps.exposure.actions.contacts import confirm, refuse
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.reasons import without_names
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def why_of(verb):
    return json.loads(Entry.objects.get(verb=verb).data)["why"]


def test_a_revocation_says_why():
    revoke(a_case(), " Phòng xét nghiệm báo nhầm, gọi 0905 222 333 ", by=a_health_officer(), at=LATER)
    assert why_of("exposure.upload.revoke") == "Phòng xét nghiệm báo nhầm, gọi …"


def test_whom_a_reason_names_is_taken_out():
    upload, officer = a_case(), a_health_officer()
    a_batch(at=AT)
    key = upload.keys.filter(batch__isnull=False).first()
    said = "Không gặp được TRẦN VĂN NAM, 0905222333"
    refuse(a_waiting_report(key), said, by=officer, at=LATER)
    assert why_of("exposure.report.refuse") == "Không gặp được …, …"
    report = confirm(a_waiting_report(key), by=officer, at=LATER)
    revoke(report, said, by=officer, at=LATER)
    assert why_of("exposure.upload.revoke") == "Không gặp được …, …"


def test_a_name_with_signs_of_its_own_is_taken_out_as_it_stands():
    assert without_names("An (tổ 3) gọi lại", [("An (tổ 3)", "F1-\\1")]) == "F1-\\1 gọi lại"


@pytest.mark.parametrize(
    "said",
    [
        "Đặng Thị Riêng Tư",
        "Dang Thi Rieng Tu",
        "ĐẶNG THỊ RIÊNG TƯ",
        unicodedata.normalize("NFD", "Đặng Thị Riêng Tư"),
        "Đặng  Thị\u00a0Riêng Tư",
        "chị Riêng Tư",
        "Riêng Tư",
        "chị tư",
        "Tư",
        "(0905) 987654",
        "0905/987/654",
        "+84 905-987_654",
        "049.085.001.234",
    ],
)
def test_however_a_name_or_a_number_is_spelled_it_is_taken_out(said: str) -> None:
    told = without_names(f"hôm qua {said} hỏi thăm", [], people=[("Đặng Thị Riêng Tư", "NG-1")])
    assert not [part for part in ("riêng", "rieng", "tư", "tu", "đặng", "987", "234") if part in told.lower().split()]
    assert told.startswith("hôm qua")
    assert told.endswith("hỏi thăm")
    assert ("NG-1" in told) != ("…" in told)


@pytest.mark.parametrize("said", ["thứ tư tuần sau", "từ 14/08/2020 09:30 - 28/08/2020", "quyết định 1235/QĐ"])
def test_other_words_days_and_hours_stay(said: str) -> None:
    assert without_names(said, [], people=[("Đặng Thị Riêng Tư", "NG-1")]) == said
