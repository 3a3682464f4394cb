"""Who may read who somebody is."""

from datetime import timedelta

import pytest

from tests.factories.accounts import a_user
from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import followup, identity, planning, rings
from vungxanh.apps.cases.actions.searching import searched
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.models import Case, Classification, Person, Plan, Standing
from vungxanh.apps.cases.queries import duplicates, lists
from vungxanh.apps.cases.queries.faces import face
from vungxanh.apps.cases.queries.lists import Wanted, people
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def an_f2(by: Officer) -> tuple[Person, Person]:
    """An F1 and an F2 of one case."""
    ill, near, far = a_person(), a_person(name="Trần Thị Một"), a_person(name="Lê Văn Hai", phone="0905123456")
    case = a_case(ill, by=by)
    an_exposure(ill, near, by=by)
    an_exposure(near, far, by=by, started_at=NOW - timedelta(days=1))
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    return near, far


def test_an_f1_has_a_name_and_an_f2_a_pseudonym_until_it_is_opened_with_a_purpose() -> None:
    near, far = an_f2(a_cdc_officer())
    assert face(a_health_officer(near.commune), near, at=NOW).name == "Trần Thị Một"
    carer = a_health_officer(far.commune)
    hidden = face(carer, far, at=NOW)
    assert (hidden.name, hidden.phone) == (far.pseudonym, "")
    identity.open_identity(far, "gọi điện lấy lịch trình", by=carer, at=NOW)
    assert face(carer, far, at=NOW).phone == "0905123456"
    assert face(carer, far, at=NOW + identity.OPEN_FOR).name == far.pseudonym
    entry = Entry.objects.get(verb="cases.identity.open")
    assert entry.actor_key == carer.actor_key
    assert "lịch trình" in str(entry.data)
    assert "Lê Văn Hai" not in str(entry.data)


def test_a_leader_reads_pseudonyms_only() -> None:
    near, _far = an_f2(a_cdc_officer())
    leader = an_officer(role=Role.LEADER, unit=near.commune, user=a_user())
    assert face(leader, near, at=NOW).name == near.pseudonym
    with pytest.raises(NotAllowed):
        identity.open_identity(near, "muốn biết", by=leader, at=NOW)


def test_nobody_opens_who_lives_elsewhere_or_without_a_purpose() -> None:
    _near, far = an_f2(a_cdc_officer())
    with pytest.raises(NotFound):
        identity.open_identity(far, "gọi điện lấy lịch trình", by=a_health_officer(a_commune()), at=NOW)
    with pytest.raises(Invalid):
        identity.open_identity(far, " ", by=a_health_officer(far.commune), at=NOW)


def test_nobody_without_a_level_is_read_before_a_ring_is_opened_nor_after_it_is_closed() -> None:
    by = a_cdc_officer()
    _near, far = an_f2(by)
    case, carer = Case.objects.get(), a_health_officer(far.commune)
    rings.close_ring(case, 2, by=by, at=NOW)
    assert not face(carer, far, at=NOW).is_open
    assert face(carer, a_person(far.commune, name="Phạm Văn Ba"), at=NOW).name.startswith("NG-")
    identity.open_identity(far, "sửa số vừa nhập", by=carer, at=NOW)
    assert face(carer, far, at=NOW).is_open


def test_a_suspected_case_is_read_though_nobody_stands_anywhere_because_of_it() -> None:
    case = a_case(classification=Classification.SUSPECTED)
    assert face(a_health_officer(case.person.commune), case.person, at=NOW).is_open


def test_a_number_finds_only_for_who_may_open_identities_and_is_written_down() -> None:
    _near, far = an_f2(a_cdc_officer())
    wanted = Wanted(words="0905 123 456")
    leader = an_officer(role=Role.LEADER, unit=far.commune, user=a_user())
    carer = a_health_officer(far.commune)

    def found(by: Officer, asked: Wanted = wanted) -> list[Person]:
        page = searched(asked, lambda these: people(by, these), by=by, at=NOW)
        return [row.person for row in page.items]

    assert not found(leader)
    assert not people(carer, wanted).items
    assert not Entry.objects.filter(verb="cases.identity.search")
    assert found(carer) == [far]
    entry = Entry.objects.get(verb="cases.identity.search")
    assert (entry.actor_key, entry.object_id) == (carer.actor_key, str(far.pk))
    assert "0905" not in str(entry.data)
    assert not found(carer, Wanted(words="0905000111"))
    assert '"hits":0' in Entry.objects.filter(verb="cases.identity.search").latest("pk").data.replace(" ", "")


def test_a_number_of_many_names_who_is_on_the_page_and_hides_nobody_behind_those_of_other_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "_MOST_MEANT", 2)
    by, shared = a_cdc_officer(), "0905999888"
    elsewhere = [a_person(name=f"Lê Văn {n}", phone=shared) for n in range(2)]
    here, case = a_person(a_commune(), name="Lê Thị Ba", phone=shared), a_case(by=by)
    for met in (*elsewhere, here):
        an_exposure(case.person, met, by=by)
    carer = a_health_officer(here.commune)
    page = searched(Wanted(words=shared), lambda asked: people(carer, asked), by=carer, at=NOW)
    assert [row.person for row in page.items] == [here]
    page = searched(Wanted(words=shared), lambda asked: people(by, asked, size=1), by=by, at=NOW)
    told = Entry.objects.filter(verb="cases.identity.search", actor_key=by.actor_key)
    assert [entry.object_id for entry in told] == [str(row.person.pk) for row in page.items]


def test_why_two_records_are_alike_is_told_of_open_faces_alone() -> None:
    _near, far = an_f2(a_cdc_officer())
    typed = a_person(far.commune, name="Lê Văn Hai", phone="0905123456")
    carer = a_health_officer(far.commune)

    def told() -> dict[str, object]:
        found = duplicates.like_person(carer, typed)
        return shown.candidates(typed, found, shown.Eyes(carer, [typed, far], NOW))[0]

    assert (told()["score"], told()["reasons"]) == (None, [])
    for each in (typed, far):
        assert told()["score"] is None
        identity.open_identity(each, "xét hồ sơ trùng", by=carer, at=NOW)
    assert told()["reasons"]


def test_an_f1_whose_follow_up_is_over_is_a_pseudonym_again_until_opened_with_a_purpose() -> None:
    by = a_cdc_officer()
    near, _far = an_f2(by)
    carer, plan = a_health_officer(near.commune), Plan.objects.get(person=near)
    last = NOW + (plan.ends_on - NOW.date())
    over = last + timedelta(days=1)
    assert face(carer, near, at=last).name == "Trần Thị Một"
    assert face(carer, near, at=over).is_open, "nobody has ended it yet"
    followup.end_what_is_over(by=SYSTEM, at=over)
    assert Standing.objects.get(person=near).level == 1
    for officer in (carer, by):
        assert face(officer, near, at=over).name == near.pseudonym
    identity.open_identity(near, "xác nhận đã hết cách ly", by=carer, at=over)
    assert face(carer, near, at=over).name == "Trần Thị Một"
    assert not face(by, near, at=over).is_open


def test_an_f1_who_is_let_go_early_is_read_for_as_long_as_they_may_have_to_be_told() -> None:
    by = a_cdc_officer()
    near, _far = an_f2(by)
    carer, ends_on = a_health_officer(near.commune), Plan.objects.get(person=near).ends_on
    Plan.objects.filter(person=near).update(ended_on=NOW.date(), ended_why=planning.NO_LONGER)
    for days, is_open in ((0, True), ((ends_on - NOW.date()).days, True), ((ends_on - NOW.date()).days + 1, False)):
        assert face(carer, near, at=NOW + timedelta(days=days)).is_open is is_open


def test_an_f1_who_meets_another_case_is_named_again() -> None:
    by, later = a_cdc_officer(), NOW + timedelta(days=40)
    near, _far = an_f2(by)
    followup.end_what_is_over(by=SYSTEM, at=later)
    carer = a_health_officer(near.commune)
    assert not face(carer, near, at=later).is_open
    again = a_case(by=by, at=later, onset_on=later.date() - timedelta(days=2))
    an_exposure(again.person, near, by=by, at=later, started_at=later - timedelta(days=1))
    assert face(carer, near, at=later).name == "Trần Thị Một"


def test_an_f1_of_whom_nothing_is_asked_is_a_pseudonym() -> None:
    near, _far = an_f2(a_cdc_officer())
    carer = a_health_officer(near.commune)
    Plan.objects.filter(person=near).delete()
    assert not face(carer, near, at=NOW).is_open
