"""The act pages: what is refused stands beside its field with everything kept, and nothing happens twice."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.apps.work.views.scenes import a_photo, address, text_of, the_next_morning
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from tests.factories.work import a_scene, an_assignment, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.extend import ask_extension
from vungxanh.apps.work.actions.progress import report_done, report_progress
from vungxanh.apps.work.models import Assignment, Entry, EntryFile, State
from vungxanh.kit.files.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_next_morning():
        yield


def test_progress_with_a_photo_is_written_down() -> None:
    scene = a_scene()
    client = signed_in(scene.holder)
    given = {"percent": "40", "text": "Đã dán poster tại một cửa.", "files": [a_photo()]}
    response = client.post(address(scene.assignment, "progress"), given | {"version": "1"})
    assert response.status_code == 302
    row = scene.assignment
    assert (row.state, row.percent) == (State.DOING, 40)
    assert row.entries.get().evidence.get().name == "poster.jpg"


@pytest.mark.parametrize("percent", ["200", "-1", "100", "nhiều", ""])
def test_a_wrong_percentage_is_told_beside_its_field_and_the_text_is_kept(percent: str) -> None:
    scene = a_scene()
    response = signed_in(scene.holder).post(
        address(scene.assignment, "progress"), {"percent": percent, "text": "Đã phát thanh 12 lượt."}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_percent_error"' in page
    assert "Đã phát thanh 12 lượt." in page
    assert scene.assignment.state == State.NOT_STARTED


def test_returning_without_a_reason_is_refused() -> None:
    scene = a_scene()
    report_done(scene.assignment, text="Xong.", by=scene.holder, at=later(hours=1))
    response = signed_in(scene.giver).post(address(scene.assignment, "return"), {"reason": "   "})
    assert response.status_code == 422
    assert 'id="id_reason_error"' in response.content.decode()
    assert scene.assignment.state == State.REPORTED


def test_a_wrong_file_is_told_beside_the_files_and_no_file_is_kept() -> None:
    scene = a_scene()
    script = SimpleUploadedFile("anh.jpg", b"<html><script>1</script></html>", content_type="image/jpeg")
    given = {"percent": "10", "text": "Kèm ảnh.", "files": [a_photo(), script]}
    response = signed_in(scene.holder).post(address(scene.assignment, "progress"), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_files_error"' in page
    assert "“anh.jpg”" in page
    assert "Kèm ảnh." in page
    assert not StoredFile.objects.exists()
    assert scene.assignment.state == State.NOT_STARTED


def test_more_than_ten_files_are_refused() -> None:
    scene = a_scene()
    given = {"text": "Xong.", "files": [a_photo(f"{number}.jpg") for number in range(11)]}
    response = signed_in(scene.holder).post(address(scene.assignment, "report"), given)
    assert response.status_code == 422
    assert 'id="id_files_error"' in response.content.decode()
    assert not StoredFile.objects.exists()


def test_the_same_form_sent_twice_acts_once_and_says_who_was_first() -> None:
    scene = a_scene()
    client, page = signed_in(scene.holder), address(scene.assignment, "progress")
    given = {"percent": "30", "text": "Lần một.", "version": str(scene.assignment.version)}
    assert client.post(page, given).status_code == 302
    second = client.post(page, given)
    told = second.content.decode()
    assert second.status_code == 422
    assert "Cập nhật tiến độ" in told
    assert scene.holder.user.full_name in told
    assert "Lần một." in told
    assert Entry.objects.count() == 1


def test_after_a_conflict_the_same_text_can_be_sent_again() -> None:
    scene = a_scene()
    client, page = signed_in(scene.holder), address(scene.assignment, "progress")
    old = str(scene.assignment.version)
    report_progress(scene.assignment, percent=10, text="", by=scene.holder, at=later(hours=1))
    refused = client.post(page, {"percent": "20", "text": "Tiếp.", "version": old})
    shown = refused.context["form"]["version"].value()
    assert client.post(page, {"percent": "20", "text": "Tiếp.", "version": shown}).status_code == 302
    assert scene.assignment.percent == 20


def test_accepting_twice_is_a_conflict_and_files_of_a_refused_report_are_let_go() -> None:
    scene = a_scene()
    report_done(scene.assignment, text="Xong.", by=scene.holder, at=later(hours=1))
    giver = signed_in(scene.giver)
    assert giver.post(address(scene.assignment, "accept"), {"text": ""}).status_code == 302
    again = giver.post(address(scene.assignment, "accept"), {"text": "Tốt."})
    assert again.status_code == 422
    assert "Tốt." in again.content.decode()
    late = signed_in(scene.holder).post(address(scene.assignment, "report"), {"text": "Nữa.", "files": [a_photo()]})
    assert late.status_code == 422
    assert not StoredFile.objects.exists()


def test_another_units_officer_is_not_told_that_the_assignment_exists() -> None:
    scene = a_scene()
    stranger = signed_in(an_officer(Role.CLERK))
    text_of(stranger, address(scene.assignment), 404)
    text_of(stranger, address(scene.assignment, "progress"), 404)
    assert stranger.post(address(scene.assignment, "comment"), {"text": "Chào."}).status_code == 404
    text_of(stranger, "/nhiem-vu/999999999/", 404)


def test_the_other_side_may_read_but_not_do_the_units_act() -> None:
    scene = a_scene()
    giver = signed_in(scene.giver)
    text_of(giver, address(scene.assignment))
    text_of(giver, address(scene.assignment, "progress"), 403)
    text_of(giver, address(scene.assignment, "khong-co"), 404)


def test_an_act_that_the_state_does_not_allow_shows_no_form() -> None:
    scene = a_scene()
    page = text_of(signed_in(scene.giver), address(scene.assignment, "accept"))
    assert "chưa bắt đầu" in page
    assert 'name="text"' not in page


def test_a_cascade_offers_only_units_without_the_duty() -> None:
    scene = a_scene()
    cascade(scene.assignment, units=[scene.communes[0]], by=scene.holder, at=later(hours=1))
    client = signed_in(scene.holder)
    page = text_of(client, address(scene.assignment, "cascade"))
    assert scene.communes[1].name in page
    assert scene.communes[0].name not in page
    client.post(address(scene.assignment, "cascade"), {"units": [scene.communes[1].pk], "instruction": "Làm ngay."})
    assert Assignment.objects.filter(parent=scene.assignment).count() == 2


def test_a_cascade_does_not_tick_units_that_others_gave_the_task_and_says_who() -> None:
    scene = a_scene()
    an_assignment(scene.communes[0], task=scene.task)
    client = signed_in(scene.holder)
    page = text_of(client, address(scene.assignment, "cascade"))
    assert f"{scene.communes[0]} (đã được {scene.giver.unit} giao trực tiếp)" in page
    assert "1 đơn vị đã được giao trực tiếp nhiệm vụ này nên không đánh dấu sẵn." in page
    ticked = re.findall(r'<input[^>]*name="units"[^>]*>', page)
    assert [("checked" in each) for each in ticked] == [False, True]


def test_handing_many_down_names_the_units_that_are_left_out() -> None:
    scene = a_scene()
    an_assignment(scene.communes[0], task=scene.task)
    client, url = signed_in(scene.holder), reverse("work:cascade_many")
    page = text_of(client, f"{url}?ids={scene.assignment.pk}")
    assert f"{scene.communes[0].name}." in page.partition("Đã được giao trực tiếp")[2]
    done = client.post(url, {"ids": scene.assignment.pk}, follow=True).content.decode()
    assert "Đã giao 1 nhiệm vụ cho cấp dưới." in done
    assert f"1 đơn vị đã được giao trực tiếp thì không giao lại: {scene.communes[0].name}." in done


def test_more_time_to_a_day_off_is_sent_only_once_the_officer_knows_the_day_it_means() -> None:
    scene = a_scene()
    client, url = signed_in(scene.holder), address(scene.assignment, "ask_extension")
    given = {"until": "2020-08-15", "reason": "Mưa lũ.", "version": "1"}
    refused = client.post(url, given)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "15/08/2020 là ngày nghỉ nên hạn sẽ là hết ngày 17/08/2020." in page
    assert not scene.assignment.extension_asked
    [known] = re.findall(r'name="due_on" value="([^"]+)"', page)

    told = client.post(url, given | {"due_on": known}, follow=True).content.decode()
    assert "Đã gửi đề nghị gia hạn đến hết ngày 17/08/2020." in told
    assert "Xin gia hạn đến 15/08/2020 là ngày nghỉ; hạn tính đến hết ngày 17/08/2020." in told
    answer = text_of(signed_in(scene.giver), address(scene.assignment, "decide_extension"))
    assert "hạn tính đến hết ngày 17/08/2020" in answer


def test_evidence_is_shown_to_readers_and_to_nobody_else() -> None:
    scene = a_scene()
    holder = signed_in(scene.holder)
    holder.post(address(scene.assignment, "progress"), {"percent": "5", "text": "", "files": [a_photo()]})
    url = f"{address(scene.assignment)}minh-chung/{EntryFile.objects.get().pk}/"
    assert url in text_of(holder, address(scene.assignment))
    for reader in (scene.holder, scene.giver):
        shown = signed_in(reader).get(url + "?xem")
        assert shown.status_code == 200
        assert shown["Content-Type"] == "image/jpeg"
        assert "sandbox" in shown["Content-Security-Policy"]
    assert signed_in(an_officer(Role.CLERK)).get(url).status_code == 404
    other = Assignment.objects.exclude(pk=scene.assignment.pk).first()
    assert other
    assert signed_in(scene.giver).get(f"{address(other)}minh-chung/{EntryFile.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("performer", {}),
        ("transfer", {"reason": "Không thuộc thẩm quyền."}),
        ("ask_extension", {"until": "01/01/1990", "reason": "Thiếu người."}),
        ("ask_extension", {"until": "hôm qua", "reason": "Thiếu người."}),
        ("comment", {"text": ""}),
        ("cascade", {"instruction": "Làm ngay."}),
    ],
)
def test_what_is_missing_or_wrong_is_told_on_the_form(act: str, given: dict[str, str]) -> None:
    scene = a_scene()
    response = signed_in(scene.holder).post(address(scene.assignment, act), given)
    assert response.status_code == 422
    for text in given.values():
        assert text in response.content.decode()
    assert not Entry.objects.exists()


def test_a_report_says_what_the_units_below_still_owe() -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    page = text_of(signed_in(scene.holder), address(scene.assignment, "report"))
    assert "Cấp dưới mới báo cáo xong 0 trên 2 nhiệm vụ" in page
    assert "Cấp dưới mới" not in text_of(signed_in(scene.holder), address(scene.assignment, "progress"))


def test_when_all_units_below_have_it_nothing_is_left_to_hand_down() -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    client = signed_in(scene.holder)
    assert "Mọi đơn vị có thể nhận đã có nhiệm vụ này." in text_of(client, address(scene.assignment, "cascade"))
    assert address(scene.assignment, "cascade") not in text_of(client, address(scene.assignment))


def test_while_a_report_awaits_its_answer_nothing_is_pressed_on_the_holder() -> None:
    scene = a_scene()
    report_done(scene.assignment, text="Xong.", by=scene.holder, at=later(hours=1))
    page = text_of(signed_in(scene.holder), address(scene.assignment))
    assert address(scene.assignment, "performer") in page
    assert 'class="button primary' not in page


def test_what_is_answered_stands_on_the_page_that_answers_it() -> None:
    scene = a_scene()
    ask_extension(scene.assignment, until=date(2020, 8, 20), reason="Mưa lũ.", by=scene.holder, at=later(hours=1))
    assert "Mưa lũ." in text_of(signed_in(scene.giver), address(scene.assignment, "decide_extension"))
    report_done(scene.assignment, text="Đã dán 12 poster.", by=scene.holder, at=later(hours=2))
    for act in ("accept", "return"):
        assert "Đã dán 12 poster." in text_of(signed_in(scene.giver), address(scene.assignment, act))


def test_a_deadline_that_has_passed_is_not_handed_down() -> None:
    scene = a_scene()
    given = {"units": [scene.communes[0].pk], "due_on": "2020-07-01", "version": "1"}
    response = signed_in(scene.holder).post(address(scene.assignment, "cascade"), given)
    assert response.status_code == 422
    assert 'id="id_due_on_error"' in response.content.decode()
    assert not scene.assignment.children.exists()
