"""Two officers, one sample and one hand-on: who presses on a page that is out of date reads what was written since."""

from typing import Any

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program
from tests.factories.cases import NOW, TODAY, a_health_officer
from tests.factories.org import a_unit
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import followup, sampling
from vungxanh.apps.cases.models import Case, Person, Plan, Sample
from vungxanh.apps.org.models import Level, Unit
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Conflict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def sampled(scene: Outbreak) -> Sample:
    return sampling.take(scene.an, TODAY, by=scene.nurse, at=NOW)


def shown(client: Client, url: str, field: str) -> str:
    """What the page says that it was shown with."""
    return str(client.get(url).context["form"][field].value())


def send(client: Client, sample: Sample, result: str, version: str, **more: str) -> Any:
    return client.post(f"/truy-vet/mau/{sample.pk}/", {"result": result, "result_at": "", "version": version, **more})


def test_a_result_from_an_older_page_is_refused_with_who_wrote_what() -> None:
    scene = an_outbreak()
    sample, first, late = sampled(scene), signed_in(scene.nurse), signed_in(scene.cdc)
    version = shown(late, f"/truy-vet/mau/{sample.pk}/", "version")
    assert send(first, sample, "negative", version).status_code == 302
    for told in (version, ""):
        refused = send(late, sample, "positive", told)
        text = refused.content.decode()
        assert refused.status_code == 422
        assert f"{scene.nurse.user.full_name} vừa ghi kết quả của mẫu này: âm tính." in text
        assert refused.context["form"]["result"].value() == "positive"
    assert not Case.objects.filter(person=scene.an).exists()
    now = refused.context["form"]["version"].value()
    assert send(late, sample, "positive", now).status_code == 302
    assert Case.objects.filter(person=scene.an).exists()


def test_a_negative_over_an_unseen_positive_reads_of_it_and_is_asked_why() -> None:
    scene = an_outbreak()
    sample, first, late = sampled(scene), signed_in(scene.nurse), signed_in(scene.cdc)
    version = sample.version
    send(first, sample, "positive", version)
    refused = send(late, sample, "negative", version)
    assert "vừa ghi kết quả của mẫu này: dương tính." in refused.content.decode()
    assert "why" in refused.context["form"].fields
    assert Sample.objects.get(pk=sample.pk).result == "positive"


def test_a_result_pressed_twice_is_one_word() -> None:
    scene = an_outbreak()
    sample, client = sampled(scene), signed_in(scene.nurse)
    assert [send(client, sample, "negative", sample.version).status_code for _twice in range(2)] == [302, 302]
    assert Entry.objects.filter(verb="cases.sample.result").count() == 1


def test_a_program_overwrites_a_result_only_knowingly() -> None:
    scene = an_outbreak()
    sample = sampled(scene)
    program, path = Program(scene.cdc), f"cases/samples/{sample.pk}/result"
    first = program.send(path, result="negative")
    assert first.status_code == 200
    assert program.send(path, result="negative").status_code == 200
    assert program.send(path, result="positive").status_code == 409
    assert program.send(path, tag=f'"{sample.pk}-{sample.version}"', result="positive").status_code == 412
    assert Sample.objects.get(pk=sample.pk).result == "negative"
    tag = f'"{sample.pk}-{first.json()["version"]}"'
    assert program.send(path, tag=tag, result="unclear").status_code == 200
    assert program.send(path, result="negative", why="đọc nhầm").status_code == 200


def third_place(scene: Outbreak) -> Unit:
    return a_unit("Xã Thứ Ba", code="20499", level=Level.COMMUNE, parent=scene.here.parent)


def test_a_hand_on_from_an_older_page_is_refused_with_where_they_are() -> None:
    scene = an_outbreak()
    third, url = third_place(scene), f"/truy-vet/nguoi/{scene.an.pk}/viec/chuyen/"
    first, late = (signed_in(a_health_officer(third.parent)) for _each in range(2))  # type: ignore[arg-type]
    seen = shown(late, url, "seen")
    given = {"place": scene.there.pk, "why": "về quê", "seen": seen}
    assert first.post(url, given).status_code == 302
    refused = late.post(url, given | {"place": third.pk})
    assert refused.status_code == 422
    assert f"nay do {scene.there.name} theo dõi" in refused.content.decode()
    assert Person.objects.get(pk=scene.an.pk).commune == scene.there
    again = given | {"place": third.pk, "seen": refused.context["form"]["seen"].value()}
    assert late.post(url, again).status_code == 302
    assert Person.objects.get(pk=scene.an.pk).commune == third


def test_who_is_given_back_twice_goes_one_level_up() -> None:
    scene = an_outbreak()
    url, client = f"/truy-vet/nguoi/{scene.an.pk}/viec/tra-lai/", signed_in(scene.cdc)
    given = {"why": "không cư trú", "seen": shown(client, url, "seen")}
    assert [client.post(url, given).status_code for _twice in range(2)] == [302, 422]
    assert Person.objects.get(pk=scene.an.pk).commune == scene.here.parent


def test_a_plan_read_before_a_hand_on_is_read_again() -> None:
    scene = an_outbreak()
    old = Plan.objects.select_related("unit").get(person=scene.an)
    followup.hand_on(Plan.objects.get(pk=old.pk), scene.there, why="về quê", by=scene.cdc, at=NOW)
    with pytest.raises(Conflict):
        followup.hand_on(old, third_place(scene), why="về quê", by=scene.cdc, at=NOW)
    assert Person.objects.get(pk=scene.an.pk).commune == scene.there
