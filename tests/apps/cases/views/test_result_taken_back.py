"""Who takes a positive back is told first whom it lets go, as who excludes a case is."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.cases import NOW, TODAY, a_person, an_exposure
from tests.factories.web import fields_of, page_of, signed_in
from vungxanh.apps.cases.actions import sampling
from vungxanh.apps.cases.models import Case, Classification, Plan, Sample, SampleResult, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
WRONG = {"result": "negative", "why": "nhầm mẫu"}


def proved(scene: Outbreak) -> Sample:
    """An's sample comes back positive: An is a case too, and two more people are F1 of An alone."""
    for _number in range(2):
        an_exposure(scene.an, a_person(scene.here), started_at=NOW - timedelta(days=1))
    sample = sampling.take(scene.an, TODAY, by=scene.cdc, at=NOW)
    sampling.result(sample, SampleResult.POSITIVE, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    return sample


def send(client: Client, sample: Sample, **given: str) -> Any:
    return client.post(f"/truy-vet/mau/{sample.pk}/", WRONG | {"version": sample.version} | given)


def levels() -> dict[int, int]:
    return dict(Standing.objects.values_list("person", "level"))


def open_plans() -> set[int]:
    return set(Plan.objects.filter(ended_on=None).values_list("person", flat=True))


def is_ill(scene: Outbreak) -> bool:
    return Case.objects.filter(person=scene.an, classification=Classification.CONFIRMED).exists()


def test_the_first_press_tells_and_the_second_does_it() -> None:
    scene = an_outbreak()
    sample, client = proved(scene), signed_in(scene.nurse)
    told = send(client, sample)
    assert told.status_code == 200
    text = told.content.decode()
    # An falls from F0 to F1 of Mai; the two become F2, as Chi is, and need no more than that An is negative.
    assert "3 người thôi theo dõi, 1 người chuyển sang cấp F xa hơn" in text
    assert is_ill(scene)
    assert send(client, sample, seen="9-9-9-9-suspected").status_code == 200
    assert is_ill(scene)
    assert client.post(f"/truy-vet/mau/{sample.pk}/", fields_of(told)).status_code == 302
    assert not is_ill(scene)
    assert Standing.objects.get(person=scene.an).level == 1


def test_what_is_told_is_what_happens() -> None:
    scene = an_outbreak()
    sample, client = proved(scene), signed_in(scene.cdc)
    before, followed = levels(), open_plans()
    seen = send(client, sample, result="unclear").context["form"]["seen"].value()
    send(client, sample, result="unclear", seen=seen)
    fallen = [person for person, level in levels().items() if level > before[person]]
    assert seen.split("-")[:2] == [str(len(followed - open_plans())), str(len(fallen))] == ["0", "4"]


def test_the_new_negative_counts_for_those_who_wait_behind() -> None:
    scene = an_outbreak()
    sample = sampling.take(scene.an, TODAY, by=scene.cdc, at=NOW)
    sampling.result(sample, SampleResult.POSITIVE, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    unclear, negative = (send(signed_in(scene.cdc), sample, result=said) for said in ("unclear", "negative"))
    assert "0 người thôi theo dõi" in unclear.content.decode()
    assert "1 người thôi theo dõi" in negative.content.decode()


def test_the_reason_is_asked_for_with_it() -> None:
    scene = an_outbreak()
    told = send(signed_in(scene.nurse), proved(scene), why="")
    assert list(told.context["form"].errors) == ["why"]
    assert is_ill(scene)


def test_a_positive_that_proves_nothing_is_taken_back_at_once() -> None:
    scene = an_outbreak()
    proved(scene)
    second = sampling.take(scene.an, TODAY, by=scene.cdc, at=NOW)
    sampling.result(second, SampleResult.POSITIVE, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    assert send(signed_in(scene.nurse), second).status_code == 302
    assert is_ill(scene)
    assert "thôi theo dõi" not in page_of(scene.nurse, f"/truy-vet/mau/{second.pk}/")
