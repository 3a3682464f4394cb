"""The pages: policies, forms without scripts, refusals that keep what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.directives import AT, LETTER, a_clerk, a_directive, a_task, the_demonstration_province, the_letter
from tests.factories.org import a_group, a_unit, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions.edit_task import edit_task
from vungxanh.apps.directives.models import Directive, Stage, TaskRole
from vungxanh.apps.directives.queries.visible import visible_to

pytestmark = pytest.mark.django_db


def act(directive: Directive, name: str) -> str:
    return reverse("directives:act", args=[directive.pk, name])


def test_a_letter_uploaded_goes_to_the_desk_and_shows_every_task() -> None:
    clerk = the_demonstration_province()
    upload = SimpleUploadedFile("4248.txt", LETTER.read_bytes())
    answer = signed_in(clerk).post(reverse("directives:receive"), {"file": upload}, follow=True)
    directive = Directive.objects.get()
    assert answer.redirect_chain[0][0] == reverse("directives:desk", args=[directive.pk])
    page = answer.content.decode()
    for task in directive.tasks.all():
        assert f'id="t{task.pk}"' in page
        assert f'class="span" data-part="t{task.pk}"' in page


def test_pasted_text_is_read_like_a_file_and_a_repeat_links_to_the_first() -> None:
    client = signed_in(the_demonstration_province())
    text = LETTER.read_text(encoding="utf-8")
    assert client.post(reverse("directives:receive"), {"text": text}).status_code == 302
    answer = client.post(reverse("directives:receive"), {"text": text})
    assert answer.status_code == 409
    assert reverse("directives:record", args=[Directive.objects.get().pk]) in answer.content.decode()


def test_an_empty_upload_says_what_to_do() -> None:
    answer = signed_in(a_clerk()).post(reverse("directives:receive"), {})
    assert answer.status_code == 422
    assert "Chọn một tệp" in answer.content.decode()


@pytest.mark.parametrize("name", ["sua", "tach", "giao", "thoi-han", "chu-ky", "them", "the-thuc"])
def test_every_form_opens_by_its_address(name: str) -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive, lead=(a_unit(),))
    url = reverse("directives:desk", args=[directive.pk])
    answer = signed_in(clerk).get(url, {"act": name, "task": task.pk})
    assert answer.status_code == 200
    assert f'data-opened="{name}"' in answer.content.decode()


def test_the_whole_review_works_without_scripts() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive, recurrence="unset", recurrence_text="định kỳ")
    group = a_group()
    client = signed_in(clerk)
    steps = [
        ("giao", {"task": task.pk, "role": "lead", "body": f"group:{group.key}"}),
        ("chu-ky", {"task": task.pk, "recurrence": "weekly"}),
        ("thoi-han", {"task": task.pk, "on": "2020-08-31"}),
        ("them", {"passage": "tuyên truyền đến từng hộ"}),
    ]
    for version, (name, data) in enumerate(steps, 1):
        answer = client.post(act(directive, name), data | {"version": version})
        assert answer.status_code == 302, (name, answer.content.decode()[-400:])
    added = directive.tasks.exclude(pk=task.pk).get()
    assert added.text == "tuyên truyền đến từng hộ"
    blocked = client.post(reverse("directives:confirm", args=[directive.pk]), {"version": 5})
    assert blocked.status_code == 422
    assert f'href="#t{added.pk}"' in blocked.content.decode()
    client.post(act(directive, "bo"), {"task": added.pk, "version": 5})
    done = client.post(reverse("directives:confirm", args=[directive.pk]), {"version": 6}, follow=True)
    directive.refresh_from_db()
    assert directive.stage == Stage.CONFIRMED
    assert "Đã xác nhận" in done.content.decode()
    assert task.parties.get(role=TaskRole.LEAD).group == group


def test_a_late_page_keeps_what_was_typed_and_shows_what_the_other_wrote() -> None:
    clerk = a_clerk()
    other = a_clerk(clerk.unit, name="Lê Văn Cường")
    directive = a_directive(clerk.unit)
    task = a_task(directive)
    edit_task(task, text="Bản của Cường", version=1, by=other, at=AT)
    sent = {"task": task.pk, "version": 1, "text": "Bản của Bình", "lead_mode": "single"}
    answer = signed_in(clerk).post(act(directive, "sua"), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lê Văn Cường" in page
    assert "Bản của Cường" in page
    assert "Bản của Bình" in page
    assert 'name="version" value="2"' in page
    assert directive.tasks.get().text == "Bản của Cường"


def test_a_late_page_about_a_removed_task_is_told_who_removed_it() -> None:
    clerk = a_clerk()
    other = a_clerk(clerk.unit, name="Lê Văn Cường")
    directive = a_directive(clerk.unit)
    task = a_task(directive)
    signed_in(other).post(act(directive, "bo"), {"task": task.pk, "version": 1})
    answer = signed_in(clerk).post(
        act(directive, "sua"), {"task": task.pk, "version": 1, "text": "x", "lead_mode": "single"}
    )
    assert answer.status_code == 409
    assert "Lê Văn Cường" in answer.content.decode()


def test_the_desk_asks_once_about_tasks_without_a_deadline() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive, lead=(a_unit(),))
    client, url = signed_in(clerk), reverse("directives:confirm", args=[directive.pk])
    desk = client.get(reverse("directives:desk", args=[directive.pk])).content.decode()
    assert "Không có thời hạn, sẽ không được nhắc: nhiệm vụ 1. Điểm này không chặn xác nhận" in desk
    assert "Chưa xác nhận" not in desk
    asked = client.post(url, {"version": 1})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Chưa xác nhận: có nhiệm vụ không có thời hạn" in page
    assert f'href="#t{task.pk}"' in page
    done = client.post(url, {"version": 1, "without_deadline_confirmed": "1"}, follow=True)
    assert "Đã xác nhận" in done.content.decode()


def test_the_loser_of_a_race_to_confirm_reads_who_won() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    a_task(directive, lead=(a_unit(),), recurrence="weekly")
    url = reverse("directives:confirm", args=[directive.pk])
    signed_in(a_clerk(clerk.unit, name="Lê Văn Cường")).post(url, {"version": 1})
    answer = signed_in(clerk).post(url, {"version": 1}, follow=True)
    assert "Lê Văn Cường đã xác nhận văn bản này" in answer.content.decode()


def test_an_unresolved_unit_is_chosen_by_searching_without_accents() -> None:
    clerk = a_clerk()
    health = a_unit("Sở Y tế", code="SYT", level="department")
    directive = a_directive(clerk.unit)
    task = a_task(directive)
    party = task.parties.create(role="lead", text="Ngành y tế")
    url = reverse("directives:desk", args=[directive.pk])
    client = signed_in(clerk)
    page = client.get(url, {"act": "giao", "task": task.pk, "party": party.pk, "q": "so y te"}).content.decode()
    assert 'value="unit:SYT"' in page
    client.post(act(directive, "giao"), {"task": task.pk, "party": party.pk, "body": "unit:SYT", "version": 1})
    assert task.parties.get().unit == health


def test_officers_see_their_units_letters_and_issued_ones_that_address_them() -> None:
    commune = a_unit(level="commune")
    officer = an_officer(Role.OFFICER, commune)
    group = a_group()
    own = a_directive(commune)
    issued = a_directive(stage=Stage.ISSUED, to=(group,))
    named = a_directive(stage=Stage.ISSUED, to=(commune,))
    a_directive(stage=Stage.DRAFT, to=(group,))
    a_directive(stage=Stage.ISSUED, to=(a_unit(),))
    assert set(visible_to(officer)) == {own, issued, named}


def test_the_list_finds_without_accents_and_filters_by_stage() -> None:
    officer = an_officer(Role.OFFICER)
    a_directive(officer.unit, subject="V/v phòng, chống dịch", number="4248")
    a_directive(officer.unit, subject="V/v chuyển đổi số", stage=Stage.ISSUED)
    client = signed_in(officer)
    page = client.get(reverse("directives:list"), {"q": "phong chong 4248"}).content.decode()
    assert "phòng, chống dịch" in page
    assert "chuyển đổi số" not in page
    page = client.get(reverse("directives:list"), {"stage": "issued"}).content.decode()
    assert "chuyển đổi số" in page
    assert "phòng, chống dịch" not in page


def test_the_list_asks_the_database_no_more_for_more_rows(django_assert_max_num_queries: object) -> None:
    officer = an_officer(Role.OFFICER)
    for _ in range(25):
        a_directive(officer.unit)
    client = signed_in(officer)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert client.get(reverse("directives:list")).status_code == 200


def test_a_record_shows_history_and_the_original_file() -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    client = signed_in(clerk)
    page = client.get(reverse("directives:record", args=[directive.pk])).content.decode()
    assert "Hồ Quang Bửu" in page
    assert "Rà soát nhiệm vụ" in page
    original = client.get(reverse("directives:original", args=[directive.pk]))
    assert b"".join(original.streaming_content) == LETTER.read_bytes()  # type: ignore[attr-defined]


def test_strangers_get_nothing() -> None:
    directive = a_directive()
    client = signed_in(a_clerk())
    for name in ("record", "desk", "original"):
        assert client.get(reverse(f"directives:{name}", args=[directive.pk])).status_code == 404
    assert signed_in(an_officer(Role.OFFICER)).get(reverse("directives:receive")).status_code == 403


@pytest.mark.parametrize(
    ("symbol", "shown"), [("UBND\\", "UBND\\"), ("A&B", "A&amp;B"), ("O'B{{ 1 }}", "O&#x27;B{{ 1 }}")]
)
def test_a_record_shows_any_symbol_as_written(symbol: str, shown: str) -> None:
    directive = a_directive(number="7")
    Directive.objects.filter(pk=directive.pk).update(symbol=symbol)
    clerk = a_clerk(directive.unit)
    page = signed_in(clerk).get(reverse("directives:record", args=[directive.pk])).content.decode()
    assert f'<span aria-current="page">7/{shown}</span>' in page
