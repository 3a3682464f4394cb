"""A report by phone of somebody who has a record already."""

from dataclasses import dataclass

from django.test import Client

from tests.apps.exposure.channel.test_channel import a_published_case
from tests.factories import cases as factory
from tests.factories.exposure import a_waiting_report
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.models import Person
from vungxanh.apps.exposure.models import Upload
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that waits, of "Trần Văn Nam", and a record of the same name and number in the commune it names."""

    report: Upload
    known: Person
    nurse: Officer
    here: Unit

    @property
    def page(self) -> str:
        return f"/truy-vet/tu-bao/{self.report.pk}/"

    @property
    def confirm(self) -> str:
        return f"/truy-vet/ma/tu-bao/{self.report.pk}/xac-nhan/"

    def client(self) -> Client:
        return signed_in(self.nurse)


def a_report_of_somebody_known() -> Waiting:
    """It waits, and its folder is the caller's to set."""
    here, now = factory.a_commune(), clock.now()
    upload, key = a_published_case()
    case = factory.a_case(factory.a_person(at=now), at=now, onset_on=clock.day_of(now))
    Person.objects.filter(pk=case.person_id).update(subject=upload.subject)
    known = factory.a_person(here, name="Trần Văn Nam", phone="0905222333", at=now)
    person = {"full_name": "Trần Văn Nam", "phone": "0905 222 333", "address": "Tổ 3", "commune": here.code}
    report = a_waiting_report(key, at=now, person=person)
    return Waiting(report, known, an_officer(Role.HEALTH_OFFICER, here), here)
