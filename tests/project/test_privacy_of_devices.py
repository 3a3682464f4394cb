"""What the owner of a phone declared is gone 28 days later, however long the phone goes on speaking to the server."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.factories import exposure
from tests.factories.cases import NOW
from tests.factories.org import a_small_province
from tests.factories.phones import a_token
from tests.project.test_privacy_of_tracing import (
    HOME,
    NAME,
    NUMBER,
    a_contact_reports,
    closed,
    everything,
    live_at,
    nights,
)
from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import prove_phone, register
from vungxanh.apps.exposure.actions.declare import Handed, declare
from vungxanh.apps.exposure.models import CodeKind, Device, UploadState
from vungxanh.kit import clock
from vungxanh.kit.retention.running import Moments, expire

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
DECLARED = (NAME, HOME, NUMBER, keyed.national(NUMBER))


@pytest.fixture(autouse=True)
def _own_room(settings: LazySettings, tmp_path: Path) -> None:
    settings.EXPOSURE_DIR, settings.FILES_DIR = tmp_path / "var" / "exposure", tmp_path / "var" / "files"


def a_phone(number: int = 1, *, at: datetime = NOW) -> Device:
    """Registered, its number proved, its owner's name and home declared."""
    device = register.register_and_find(a_token(number), at=at)
    letter = prove_phone.begin(device, NUMBER, address="203.0.113.7", at=at, entropy=bytes(8))
    assert letter is not None
    assert prove_phone.prove(device, NUMBER, letter.text[:6], at=at) is prove_phone.Proof.PROVED
    device.refresh_from_db()
    prove_phone.declare_owner(device, full_name=NAME, address=HOME, at=at)
    device.refresh_from_db()
    return device


def night(at: datetime) -> None:
    expire(Moments(province=at, machine=clock.machine_now()))


def said_by(device: Device) -> tuple[str, ...]:
    found = Device.objects.get(pk=device.pk)
    return found.full_name, found.address, found.phone, found.phone_digest


def test_the_phone_of_a_closed_contact_stays_and_whose_it_is_does_not(settings: LazySettings) -> None:
    _person, case = a_contact_reports(settings)
    device = a_phone()
    assert not [one for one in (NAME, HOME, keyed.of_phone(NUMBER)) if one not in everything()]
    end = closed(settings, case)
    Device.objects.filter(pk=device.pk).update(seen_on=clock.day_of(end + 29 * DAY))  # it speaks every day
    nights(settings, live_at(settings, end), 29)
    after = everything()
    assert not [one for one in (*DECLARED, keyed.of_phone(NUMBER)) if one in after]
    kept = Device.objects.get(pk=device.pk)
    assert (kept.token_digest, kept.token, kept.gone_at) == (device.token_digest, a_token(1), None)
    assert (kept.phone_proved_at, kept.declared_on) == (None, None)


def test_on_the_28th_day_it_is_still_there_and_declaring_again_keeps_it() -> None:
    device, again = a_phone(1), a_phone(2)
    night(NOW + 28 * DAY)
    assert "" not in (*said_by(device), *said_by(again))
    prove_phone.declare_owner(again, full_name=NAME, address=HOME, at=NOW + 20 * DAY)
    night(NOW + 29 * DAY)
    assert (said_by(device), "" in said_by(again)) == (("", "", "", ""), False)
    night(NOW + 49 * DAY)
    assert said_by(again) == ("", "", "", "")


def test_a_new_token_takes_what_was_declared_with_its_day() -> None:
    device = a_phone(1)
    register.replace_token(a_token(1), a_token(2), at=NOW + 20 * DAY)
    heir = Device.objects.get(token_digest=keyed.of_token(a_token(2)))
    assert (said_by(heir)[0], said_by(device)) == (NAME, ("", "", "", ""))
    night(NOW + 29 * DAY)
    assert said_by(heir) == ("", "", "", "")


def test_the_commune_of_a_phone_stays_for_coverage() -> None:
    commune = a_small_province().communes[0]
    device = a_phone()
    Device.objects.filter(pk=device.pk).update(commune=commune)
    night(NOW + 29 * DAY)
    assert Device.objects.get(pk=device.pk).commune == commune


def test_a_code_bound_to_the_number_still_works_for_the_phone_that_names_it() -> None:
    """The app of 2020 names its number whenever it hands in: it is no worse off than on the first day."""
    device, at = a_phone(), NOW + 30 * DAY
    night(at)
    given = exposure.a_code(CodeKind.APP, phone=NUMBER, at=at)
    handed = Handed(given.text, exposure.reported(at=at), number=NUMBER)
    upload = declare(Device.objects.get(pk=device.pk), handed, address="203.0.113.7", at=at)
    assert upload.state == UploadState.ACCEPTED
