"""A person's own page: by a link, without signing in, naming nobody."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.cases import TODAY
from tests.factories.web import signed_in
from vungxanh.apps.cases.models import Check, Outcome
from vungxanh.apps.org.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def the_link(client: Client, person: int) -> str:
    text = client.post(f"/truy-vet/nguoi/{person}/lien-ket-tu-khai/").content.decode()
    found = re.search(r'value="http://testserver(/truy-vet/tu-khai/[^"]+)"', text)
    assert found
    assert "<svg" in text[text.index('class="qr"') :]
    return found[1]


def test_the_link_is_shown_once_and_a_new_one_ends_the_old() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    first = the_link(client, scene.an.pk)
    assert first not in client.get(f"/truy-vet/nguoi/{scene.an.pk}/lien-ket-tu-khai/").content.decode()
    second = the_link(client, scene.an.pk)
    assert Client().get(second).status_code == 200
    over = Client().get(first)
    assert over.status_code == 410
    assert "không dùng được nữa" in over.content.decode()


def test_an_ended_link_says_whom_to_call_and_a_wrong_one_names_no_unit() -> None:
    scene = an_outbreak()
    Unit.objects.filter(pk=scene.here.pk).update(phone="0235 3861 000")
    client = signed_in(scene.nurse)
    first = the_link(client, scene.an.pk)
    the_link(client, scene.an.pk)
    over = Client().get(first).content.decode()
    assert 'href="tel:0235 3861 000"' in over
    assert f"Gọi {scene.here.name}" in over
    assert scene.an.pseudonym not in over
    assert "tel:" not in Client().get("/truy-vet/tu-khai/khong-co-lien-ket-nay/").content.decode()


def test_the_page_names_nobody_and_writes_the_days_check() -> None:
    scene = an_outbreak()
    link = the_link(signed_in(scene.nurse), scene.an.pk)
    page = Client().get(link)
    text = page.content.decode()
    assert "Trần Văn An" not in text
    assert scene.an.pseudonym not in text
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert "Đã ghi, cảm ơn" in Client().post(link, {"outcome": "well"}).content.decode()
    check = Check.objects.filter(plan__person=scene.an, day=TODAY).order_by("number").first()
    assert check
    assert (check.outcome, check.by) == (Outcome.WELL, None)


def test_symptoms_are_told_with_what_to_do_and_too_many_answers_do_no_harm() -> None:
    scene = an_outbreak()
    link = the_link(signed_in(scene.nurse), scene.an.pk)
    assert Client().post(link, {"temperature": "38,5"}).status_code == 422
    wrong = Client().post(link, {"symptoms": ["fever"], "temperature": "nóng"}).content.decode()
    assert "Gõ một số, ví dụ 37,8." in wrong[wrong.index("<form class") :], "beside the field"
    assert re.search(r'value="fever"\s+checked', wrong)
    assert 'value="nóng"' in wrong
    told = Client().post(link, {"symptoms": ["fever"], "temperature": "38,5"}).content.decode()
    assert "Cán bộ y tế sẽ gọi" in told
    for _more in range(4):
        assert Client().post(link, {"outcome": "well"}).status_code == 200
    checks = Check.objects.filter(plan__person=scene.an, day=TODAY)
    assert not checks.filter(outcome=Outcome.DUE).exists()
    assert checks.filter(outcome=Outcome.SYMPTOMS).count() == 1


def test_a_wrong_link_tells_nothing_about_right_ones() -> None:
    an_outbreak()
    assert Client().get("/truy-vet/tu-khai/khong-co-lien-ket-nay/").status_code == 410


def test_somebody_who_is_not_signed_in_reads_it_in_english_when_they_choose_so() -> None:
    scene = an_outbreak()
    link = the_link(signed_in(scene.nurse), scene.an.pk)
    person = Client()
    text = person.get(link).content.decode()
    (action,) = re.findall(r'<form class="lang" method="post" action="([^"]+)"', text)
    chosen = person.post(action, {"language": "en", "next": link})
    assert (chosen.status_code, chosen["Location"]) == (302, link)
    text = person.get(link).content.decode()
    assert '<html lang="en"' in text
    assert "How do you feel today?" in text
    assert "Hôm nay" not in text


def test_worsening_is_told_after_the_day_is_done_and_the_page_says_whom_to_call() -> None:
    scene = an_outbreak()
    Unit.objects.filter(code="503").update(phone="0235 3861 111")
    link = the_link(signed_in(scene.nurse), scene.an.pk)
    for _check in range(2):
        Client().post(link, {"outcome": "well"})
    text = Client().get(link).content.decode()
    assert "Hôm nay đã khai đủ" in text
    assert 'href="tel:0235 3861 111"' in text
    assert "Cán bộ y tế sẽ gọi" in Client().post(link, {"symptoms": ["fever"], "temperature": "39"}).content.decode()
    assert Check.objects.filter(plan__person=scene.an, day=TODAY, outcome=Outcome.SYMPTOMS).get().number == 3


def test_where_no_unit_has_a_telephone_the_ministrys_hotline_is_named() -> None:
    scene = an_outbreak()
    Unit.objects.update(phone="")
    text = Client().get(the_link(signed_in(scene.nurse), scene.an.pk)).content.decode()
    assert 'href="tel:1900 9095"' in text
    assert f"Gọi {scene.here.name}" not in text


def test_a_demonstrations_number_is_told_to_be_a_sample(settings: LazySettings) -> None:
    scene = an_outbreak()
    Unit.objects.filter(pk=scene.here.pk).update(phone="0100 820 335")
    link = the_link(signed_in(scene.nurse), scene.an.pk)
    settings.DEMONSTRATION = True
    assert "0100 820 335</strong></a> (số mẫu)." in Client().get(link).content.decode()
    settings.DEMONSTRATION = False
    assert "(số mẫu)" not in Client().get(link).content.decode()


def test_what_is_wrong_is_said_once_and_no_green_button_stands_above_it() -> None:
    scene = an_outbreak()
    link = the_link(signed_in(scene.nurse), scene.an.pk)
    answer = Client().post(link, {"temperature": "38,2"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("Chọn ít nhất một triệu chứng.") == 1
    assert text.index("Chọn ít nhất một triệu chứng.") < text.index("Tôi khỏe, không có triệu chứng")
    assert text.count('class="button primary') == 1
