"""Keys that are not published have a page: how many and why, never which; an officer says that they looked into it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.apps.exposure.test_batches import what_phones_read
from tests.apps.exposure.test_others_keys import as_written, one_a_day
from tests.apps.exposure.test_preparing import day_key_of
from tests.factories.api import Program
from tests.factories.exposure import AT, a_batch, a_case, a_code, a_health_officer, hand_in
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions.asides import dismiss
from vungxanh.apps.exposure.models import Aside, AsideWhy, DayKey, Upload
from vungxanh.apps.org.models import Level
from vungxanh.core.exposure.composing import UNFIT
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed
from vungxanh.kit.retention.running import Moments, expire

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = "Một người có hai hồ sơ, đã gộp"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def others_keys(by):
    """Published keys of somebody else, handed in with a code of one's own."""
    a_case(by=by)
    a_batch(at=AT)
    rows = one_a_day(what_phones_read(AT)[1][1].rows)
    return hand_in(a_code(by=by).text, as_written(rows), at=AT + HOUR)


def a_spoilt_case():
    """Keys that no phone could read in a batch."""
    upload = a_case()
    upload.keys.all().delete()
    for day in (3, 2, 1):
        day_key_of(upload, b"k" * 32, day)
    a_batch(at=AT)
    return upload


def test_keys_of_others_are_counted_with_their_reason_and_unit_and_the_notice_leads_there():
    officer = a_health_officer()
    upload = others_keys(officer)
    aside = Aside.objects.get()
    assert (aside.upload, aside.why, aside.at) == (upload, AsideWhy.OTHERS, AT + HOUR)
    told = Notice.objects.get(user=officer.user, kind="exposure.alarm")
    assert told.url == reverse("exposure:asides")
    page = signed_in(officer).get(told.url).content.decode()
    assert "Đã biết là của người khác" in page
    assert officer.unit.name in page
    assert f'data-label="Số khóa">{aside.keys}<' in page


def test_keys_that_no_phone_could_read_stand_there_by_upload_and_no_key_is_shown():
    operator = an_officer(Role.TECHNICIAN, a_province())
    upload = a_spoilt_case()
    aside = Aside.objects.get()
    assert (aside.upload, aside.why, aside.keys) == (upload, AsideWhy.KEY_TWICE, 2)
    assert Notice.objects.get(user=operator.user, kind="exposure.alarm").url == reverse("exposure:asides")
    page = signed_in(a_health_officer()).get(reverse("exposure:asides")).content.decode()
    assert "Một khóa ghi cho nhiều ngày" in page
    assert not [key for key in DayKey.objects.all() if key.key in page or key.key_digest in page]


def test_every_reason_of_the_maker_of_batches_has_words():
    assert {code for code in UNFIT if code} <= set(AsideWhy.values)


def test_an_officer_of_the_province_looks_into_it_once_and_the_reason_stays():
    officer = a_health_officer()
    upload = others_keys(officer)
    client, aside = signed_in(officer), Aside.objects.get()
    address = reverse("exposure:dismiss_aside", args=[aside.pk])
    assert client.post(address, {"why": " "}).status_code == 422
    assert client.post(address, {"why": WHY}).status_code == 302
    page = client.get(reverse("exposure:asides")).content.decode()
    assert "Không có khóa nào bị gạt cần xem xét" in page
    assert WHY in page
    assert client.get(address).status_code == 404
    entry = Entry.objects.get(verb="exposure.aside.dismiss")
    assert (entry.object_id, entry.details["why"]) == (str(upload.pk), WHY)
    assert not upload.keys.exists()
    with pytest.raises(Conflict):
        dismiss(aside, WHY, by=officer, at=AT + DAY)


def test_a_telephone_number_in_the_reason_is_written_nowhere():
    officer = a_health_officer()
    others_keys(officer)
    dismiss(Aside.objects.get(), "Đã gọi 0905 123 456, là một người", by=officer, at=AT + DAY)
    assert "123 456" not in Aside.objects.get().dismissed_why + Entry.objects.get(verb="exposure.aside.dismiss").data


def test_who_may_look_and_who_may_say_so():
    others_keys(a_health_officer())
    aside, page = Aside.objects.get(), reverse("exposure:asides")
    top = a_province()
    elsewhere = an_officer(Role.HEALTH_OFFICER, a_unit(level=Level.DISTRICT, parent=top))
    technician = an_officer(Role.TECHNICIAN, top)
    assert signed_in(elsewhere).get(page).status_code == 403
    assert signed_in(technician).get(page).status_code == 200
    for officer in (elsewhere, technician):
        assert signed_in(officer).get(reverse("exposure:dismiss_aside", args=[aside.pk])).status_code == 403
        with pytest.raises(NotAllowed):
            dismiss(aside, WHY, by=officer, at=AT + DAY)
    with pytest.raises(Invalid):
        dismiss(aside, "x", by=a_health_officer(), at=AT + DAY)


def test_a_program_lists_and_dismisses_them():
    officer = a_health_officer()
    others_keys(officer)
    program = Program(officer)
    (one,) = program.get("exposure/asides").json()["items"]
    assert (one["why"], one["unit"], one["dismissed_at"]) == ("others", officer.unit.code, None)
    assert program.send(f"exposure/asides/{one['id']}/dismiss", why=WHY).json()["dismissed_why"] == WHY
    assert program.send(f"exposure/asides/{one['id']}/dismiss", why=WHY).status_code == 404
    assert program.send(f"exposure/asides/{2**64}/dismiss", why=WHY).status_code == 404
    assert Program(an_officer()).get("exposure/asides").status_code == 403


def test_the_list_of_case_work_leads_there_for_the_province_only():
    link = f'href="{reverse("exposure:asides")}"'
    assert link in signed_in(a_health_officer()).get(reverse("cases:home")).content.decode()
    district = a_unit(level=Level.DISTRICT, parent=a_province())
    local = signed_in(an_officer(Role.HEALTH_OFFICER, district)).get(reverse("cases:home"))
    assert local.status_code == 200
    assert link not in local.content.decode()


def test_it_goes_with_the_upload():
    others_keys(a_health_officer())
    expire(Moments(AT + 40 * DAY, clock.machine_now()))
    assert (Upload.objects.count(), Aside.objects.count()) == (0, 0)
