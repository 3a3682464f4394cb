"""Codes: issued within a quota, single use, kept from guessers."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.exposure import AT, a_code, a_health_officer, a_province, hand_in, reported, some_keys
from tests.factories.org import a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import keyed, texting
from vungxanh.apps.exposure.actions import alarm
from vungxanh.apps.exposure.actions.codes import issue, send_by_text, withdraw
from vungxanh.apps.exposure.actions.quotas import FLOOR, extend_quota, quota_for
from vungxanh.apps.exposure.actions.uploads import CodeExpired, CodeWrong, TryLater
from vungxanh.apps.exposure.codetext import DIGITS, SIGNS, candidates, groups, kind_of
from vungxanh.apps.exposure.models import Attempts, Code, CodeDay, CodeKind, DayKey, Device, Upload, UploadState
from vungxanh.apps.org.models import Level
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "length"), [(CodeKind.VOICE, 8), (CodeKind.LINK, 16)])
def test_a_code_has_the_length_and_signs_of_its_kind_and_is_kept_as_a_digest_only(kind, length):
    code, text = a_code(kind)
    assert len(text) == length
    assert kind_of(text) == kind
    kept = str(Code.objects.filter(pk=code.pk).values().get()) + str(list(Entry.objects.values()))
    assert text not in kept
    assert not set("0O1ILU") & set(SIGNS)


def test_people_may_type_a_code_with_blanks_hyphens_and_small_letters():
    text = a_code(CodeKind.LINK).text
    written = "-".join(groups(text)).lower()
    assert hand_in(f" {written} ").keys.exists()


def test_the_same_chance_gives_the_same_code_and_the_next_when_it_is_taken():
    first, second, *_ = candidates(CodeKind.VOICE, b"x" * 16)
    officer, day = a_health_officer(), clock.day_of(AT)
    texts = [
        issue(CodeKind.VOICE, a_code().code.subject, day, by=officer, at=AT, entropy=b"x" * 16)[1] for _ in range(2)
    ]
    assert texts == [first, second]


def test_only_health_officers_issue_codes():
    for role in (Role.LEADER, Role.CLERK, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            a_code(by=a_health_officer(role=role))
    assert not Code.objects.exists()


def test_a_code_for_the_app_of_2020_works_for_the_number_it_was_issued_for_and_no_other():
    text = a_code(CodeKind.APP, phone="0905 123 456").text
    with pytest.raises(CodeWrong):
        hand_in(text, phones=frozenset({keyed.of_phone("0905123457")}))
    with pytest.raises(CodeWrong):
        hand_in(text)
    assert hand_in(text, phones=frozenset({keyed.of_phone("+84905123456")}), kind=CodeKind.APP)


@pytest.mark.parametrize("phone", ["", "0905 123 456"])
def test_the_keyboard_of_the_app_has_six_digits_and_nothing_else(phone):
    for _code in range(20):
        text = a_code(CodeKind.APP, phone=phone).text
        assert len(text) == 6
        assert set(text) <= set(DIGITS)
        assert kind_of(text) == CodeKind.APP
    assert kind_of("KY3JX2") is None
    with pytest.raises(Invalid):
        a_code(CodeKind.APP, phone="12")


def test_what_a_number_is_only_said_to_be_is_counted_apart_from_what_is_proved():
    number, text = keyed.of_phone("0905123456"), a_code(CodeKind.APP, phone="0905123456").text
    told = {"phone_digest": number, "phone_proved_at": AT, "registered_at": AT, "seen_on": clock.day_of(AT)}
    owner = Device.objects.create(token_digest="a", token="a", **told)
    for stranger in range(6):
        with pytest.raises((CodeWrong, TryLater)):
            hand_in("000000", address=f"203.0.113.{stranger}", phones=frozenset({number}), kind=CodeKind.APP)
    with pytest.raises(CodeWrong):  # the sixth who only says it is not let in, with the right code
        hand_in(text, phones=frozenset({number}), kind=CodeKind.APP)
    assert hand_in(text, phones=frozenset({number}), device=owner, kind=CodeKind.APP).state == UploadState.ACCEPTED


def test_a_fresh_code_begins_the_count_of_its_number_anew_and_of_the_numbers_its_person_had():
    number, subject = keyed.of_phone("0905123456"), uuid4()
    for phone in ("0905123456", ""):
        for _typo in range(6):
            with pytest.raises((CodeWrong, TryLater)):
                hand_in("000000", phones=frozenset({number}), kind=CodeKind.APP)
        fresh = a_code(CodeKind.APP, phone=phone, subject=subject).text
        assert hand_in(fresh, phones=frozenset({number}), kind=CodeKind.APP)
        assert not Attempts.objects.filter(scope="said", count__gt=0).exists()


def test_who_has_no_number_is_not_told_that_a_code_has_expired():
    late = AT + timedelta(minutes=16)
    for text in (a_code(CodeKind.APP).text, a_code(CodeKind.APP, phone="0905123456").text):
        with pytest.raises(CodeWrong) as told:
            hand_in(text, at=late, kind=CodeKind.APP)
        assert type(told.value) is CodeWrong


def test_a_code_is_used_once_and_the_same_body_again_gets_the_same_answer():
    text, keys = a_code().text, reported()
    first = hand_in(text, keys, body="one")
    assert hand_in(text, keys, body="one") == first
    with pytest.raises(CodeWrong):
        hand_in(text, keys, body="another")
    assert Upload.objects.count() == 1
    assert CodeDay.objects.get().claimed == 1


def test_unknown_used_expired_and_withdrawn_codes_are_told_alike():
    officer = a_health_officer()
    used, late, gone = (a_code(CodeKind.VOICE, by=officer) for _ in range(3))
    hand_in(used.text)
    withdraw(gone.code, by=officer, at=AT)
    said = set()
    for text, at in (("00000000", AT), (used.text, AT), (late.text, AT + timedelta(minutes=16)), (gone.text, AT)):
        with pytest.raises(CodeWrong) as told:
            hand_in(text, at=at)
        said.add((type(told.value), str(told.value)))
    assert len(said) == 1


def test_an_expired_code_is_told_to_the_number_it_is_bound_to():
    text = a_code(CodeKind.APP, phone="0905123456").text
    with pytest.raises(CodeExpired):
        hand_in(text, phones=frozenset({keyed.of_phone("0905123456")}), at=AT + timedelta(minutes=15))


def test_the_lives_of_codes_are_fifteen_minutes_and_a_day():
    assert hand_in(a_code(CodeKind.LINK).text, at=AT + timedelta(hours=23, minutes=59))
    with pytest.raises(CodeWrong):
        hand_in(a_code(CodeKind.LINK).text, at=AT + timedelta(hours=24))


def test_a_used_code_is_not_withdrawn():
    officer = a_health_officer()
    code, text = a_code(by=officer)
    hand_in(text)
    with pytest.raises(Conflict):
        withdraw(code, by=officer, at=AT)


def test_nobody_takes_back_a_code_of_another_district():
    one, other = (a_unit(level=Level.DISTRICT, parent=a_province()) for _ in range(2))
    code = a_code(by=an_officer(Role.HEALTH_OFFICER, one)).code
    with pytest.raises(NotAllowed):
        withdraw(code, by=an_officer(Role.HEALTH_OFFICER, other), at=AT)


def test_keys_before_the_first_infectious_day_are_cut_at_that_hour(settings):
    settings.PUSH_KEYS = True
    keys = reported(some_keys(9))
    upload = hand_in(a_code(since_on=clock.day_of(AT) - timedelta(days=3)).text, keys)
    kept = list(DayKey.objects.filter(upload=upload).order_by("starts_at"))
    begins = clock.day_of(AT) - timedelta(days=3)
    assert kept[0].starts_at.astimezone(clock.VIETNAM).date() == begins
    assert kept[0].starts_at.astimezone(clock.VIETNAM).hour == 0
    assert kept[0].day_key == ""
    assert all(one.day_key for one in kept[1:])
    known = {one.key.key.hex() for one in keys}
    assert kept[0].key not in known  # the part of the chain before it cannot be worked out
    assert {one.key for one in kept[1:]} <= known


def test_a_report_without_a_key_in_the_window_keeps_the_code():
    code = a_code(since_on=clock.day_of(AT))
    old = tuple(one for one in reported(some_keys(5)) if one.key.end_s < AT.timestamp() - 2 * 86_400)
    with pytest.raises(Invalid):
        hand_in(code.text, old)
    code.code.refresh_from_db()
    assert code.code.claimed_at is None
    assert hand_in(code.text)


def test_the_quota_is_three_times_the_mean_of_three_weeks_and_never_below_its_floor():
    unit = a_unit(parent=a_province())
    today = clock.day_of(AT)
    assert quota_for(unit, today) == FLOOR
    for ago in range(1, 22):
        CodeDay.objects.create(unit=unit, day=today - timedelta(days=ago), issued=20, quota=60)
    CodeDay.objects.create(unit=unit, day=today - timedelta(days=22), issued=900, quota=900)
    assert quota_for(unit, today) == 60


def test_a_code_beyond_the_quota_needs_the_reason_of_the_units_head():
    officer = a_health_officer()
    a_code(by=officer)
    CodeDay.objects.update(issued=FLOOR)
    with pytest.raises(Conflict):
        a_code(by=officer)
    head = an_officer(Role.LEADER, officer.unit)
    with pytest.raises(NotAllowed):
        extend_quota(officer.unit, more=1, why="Ổ dịch tại chợ, 60 ca", by=officer, at=AT)
    with pytest.raises(Invalid):
        extend_quota(officer.unit, more=1, why="vội", by=head, at=AT)
    extend_quota(officer.unit, more=1, why="Ổ dịch tại chợ, 60 ca", by=head, at=AT)
    a_code(by=officer)
    with pytest.raises(Conflict):
        a_code(by=officer)
    assert CodeDay.objects.get().issued == FLOOR + 1


def test_health_officers_of_the_province_hear_when_codes_are_used_no_longer():
    officer, today = a_health_officer(), clock.day_of(AT)
    district = an_officer(Role.HEALTH_OFFICER, a_unit(level=Level.DISTRICT, parent=a_province()))
    for ago in range(2, 20):
        CodeDay.objects.create(unit=officer.unit, day=today - timedelta(days=ago), issued=30, claimed=27, quota=90)
    CodeDay.objects.create(unit=officer.unit, day=today, issued=30, claimed=20, quota=90)
    assert not alarm.watch_claims(at=AT)
    CodeDay.objects.filter(day=today).update(claimed=6)
    assert alarm.watch_claims(at=AT)
    assert alarm.watch_claims(at=AT)
    assert [notice.user_id for notice in Notice.objects.all()] == [officer.user.pk]
    assert district.user.pk != officer.user.pk


class Broken:
    """A sender whose provider is down."""

    def send(self, number: str, text: str) -> None:
        """Never gets through."""
        raise TimeoutError(number, text)


def test_a_text_message_that_does_not_go_out_blocks_nothing(capsys):
    code, text = a_code()
    texting.register(Broken())
    try:
        assert send_by_text(code, text, "0905123456") is False
    finally:
        texting.register(texting.ConsoleTexts())
    said = capsys.readouterr()
    assert "0905123456" not in said.out + said.err
    assert hand_in(text)


def test_a_demonstration_writes_text_messages_to_the_console(capsys):
    code, text = a_code()
    assert send_by_text(code, text, "+84 905 123 456")
    assert f"[SMS 0905123456] Ma khai bao Bluezone: {' '.join(groups(text))}." in capsys.readouterr().out
