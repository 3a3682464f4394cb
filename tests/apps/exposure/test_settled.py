"""A report that a colleague settled already, and what the list and the page of one say of how long it lasted."""

import re

import pytest
from django.urls import reverse

from tests.factories.exposure import a_batch, a_case, a_health_officer, a_waiting_report
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions import contacts
from vungxanh.apps.exposure.models import Upload
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db
REPORTS = "exposure:reports"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def a_report_that_waits() -> Upload:
    now = clock.now()
    case = a_case(at=now)
    a_batch(at=now)
    return a_waiting_report(case.keys.filter(batch__isnull=False).order_by("-starts_at")[0], at=now)


def settled_by_a_colleague(*, refused: bool) -> tuple[Upload, Officer]:
    report, colleague = a_report_that_waits(), a_health_officer()
    if refused:
        contacts.refuse(report, "Gọi không có người này", by=colleague, at=clock.now())
    else:
        contacts.confirm(report, by=colleague, at=clock.now())
    return report, colleague


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("name", ["exposure:report", "exposure:confirm_report", "cases:reported"])
def test_a_press_on_what_a_colleague_settled_says_who_it_was_and_leads_on(name: str, refused: bool):
    report, colleague = settled_by_a_colleague(refused=refused)
    answer = signed_in(a_health_officer()).post(reverse(name, args=[report.pk]), {"why": "Không có", "same": "new"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"{colleague.actor_name} {'từ chối' if refused else 'xác nhận'} lúc " in text
    assert "Lần bấm của anh/chị không đổi gì." in text
    assert reverse(REPORTS) in text
    assert 'class="rail"' in text


def test_the_page_leads_to_the_record_of_who_was_confirmed():
    report, client = a_report_that_waits(), signed_in(a_health_officer())
    address = reverse("exposure:confirm_report", args=[report.pk])
    record = client.post(address, follow=True).redirect_chain[-1][0]
    assert f'href="{record}"' in client.post(address, follow=True).content.decode()


def test_who_works_elsewhere_is_told_nothing_of_it():
    report, _colleague = settled_by_a_colleague(refused=False)
    other = signed_in(an_officer(Role.HEALTH_OFFICER, a_unit(level=Level.DISTRICT, parent=a_province())))
    assert other.get(reverse("exposure:report", args=[report.pk])).status_code == 404


def test_the_list_and_the_page_tell_the_same_minutes_and_the_page_by_which_rule():
    report, client = a_report_that_waits(), signed_in(a_health_officer())
    listed = re.search(r'data-label="Phút ở gần">(\d+)<', client.get(reverse(REPORTS)).content.decode())
    text = client.get(reverse("exposure:report", args=[report.pk])).content.decode()
    shown = re.findall(r'data-label="Phút ở gần">(\d+)<', text)
    assert listed is not None
    assert int(listed[1]) == sum(map(int, shown)) > 0
    assert f"Ở gần tất cả {listed[1]} phút." in text
    assert "2,5 phút trước lần nghe đầu" in text
    assert re.search(r'<th scope="row">Từ \d\d/', text)
    assert "Phần mềm mới hơn, không phải ứng dụng Bluezone" in text
