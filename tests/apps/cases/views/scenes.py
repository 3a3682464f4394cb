"""A small outbreak and the moment its pages are opened at."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.factories.cases import NOW, a_case, a_cdc_officer, a_health_officer, a_meeting, a_person
from tests.factories.clock import the_clock_at
from tests.factories.org import a_province, a_unit
from vungxanh.apps.cases.actions import exposures, rings
from vungxanh.apps.cases.models import Case, Person, Setting
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer


def the_moment(at: datetime = NOW) -> AbstractContextManager[None]:
    """The province's clock stands at this moment, or at that of the outbreak."""
    return the_clock_at(at)


@dataclass(frozen=True, slots=True)
class Outbreak:
    """F0 Mai met An long and Bình shortly; An met Chi (F2). Mai, An and Chi live here, Bình in the next commune."""

    cdc: Officer
    nurse: Officer
    here: Unit
    there: Unit
    case: Case
    mai: Person
    an: Person
    binh: Person
    chi: Person


def an_outbreak() -> Outbreak:
    """The people, their meetings, the case opened two days ago with its second ring."""
    cdc = a_cdc_officer()
    district = a_unit("Thành phố Hội An", code="503", level=Level.DISTRICT, kind="thành phố", parent=a_province())
    here = a_unit("Phường Minh An", code="20398", kind="phường", parent=district)
    there = a_unit("Xã Cẩm Hà", code="20422", parent=district)
    earlier = NOW - timedelta(days=2)
    mai = a_person(here, name="Lê Thị Mai", phone="0905000001", at=earlier)
    an = a_person(here, name="Trần Văn An", phone="0905000002", birth_year=1980, at=earlier)
    binh = a_person(there, name="Phan Bình", phone="0905000003", at=earlier)
    chi = a_person(here, name="Đỗ Chi", phone="0905000004", at=earlier)
    case = a_case(mai, by=cdc, at=earlier, has_symptoms=True, number="BN 999")
    met = [
        a_meeting(mai, an, minutes=300, started_at=NOW - timedelta(days=4), probability=0.2, setting=Setting.HOUSEHOLD),
        a_meeting(mai, binh, minutes=20, started_at=NOW - timedelta(days=4), probability=0.005),
        a_meeting(an, chi, minutes=60, started_at=NOW - timedelta(days=3), probability=0.05),
    ]
    exposures.record_many(met, by=cdc, at=earlier)
    seen = foreseen(case, 2, on=earlier)
    rings.open_ring(case, 2, people_seen=len(seen.people), by=cdc, at=earlier)
    return Outbreak(cdc, a_health_officer(here), here, there, case, mai, an, binh, chi)
