"""Whether who is told of is somebody known already: asked, answered, and asked anew."""

import pytest

from tests.apps.cases.views.grid import DUNG, TWICE, send
from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.web import signed_in
from vungxanh.apps.cases.models import Alike, Exposure, NotSame, Person, Plan
from vungxanh.kit.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def test_who_may_be_known_already_is_asked_about_and_becomes_one_person() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    again = {"full_name": "Tran Van An", "phone": "0905 000 002", "met_from": "16/08 7:00", "met_to": "8:00"}
    before = Person.objects.count()
    status, text = send(client, scene, again)
    assert status == 422
    assert "Dòng 1 có thể là Trần Văn An" in text
    entry = Entry.objects.get(verb="cases.identity.search")
    assert (entry.actor_key, entry.object_id) == (scene.nurse.actor_key, str(scene.an.pk))
    assert send(client, scene, again | {"same": str(scene.an.pk)})[0] == 302
    assert Person.objects.count() == before
    assert Exposure.objects.filter(source=scene.mai, target=scene.an).count() == 2
    assert send(client, scene, again | {"same": "new"}, draft="b" * 32)[0] == 422
    assert send(client, scene, again | {"same": f"new {scene.an.pk}"}, draft="b" * 32)[0] == 302
    assert Person.objects.count() == before + 1
    assert NotSame.objects.values_list("one", "other").get() == (scene.an.pk, Person.objects.latest("pk").pk)
    assert not Alike.objects.exists()


def test_somebody_elsewhere_cannot_be_claimed_as_the_same() -> None:
    scene = an_outbreak()
    before = Exposure.objects.filter(target=scene.binh).count()
    assert send(signed_in(scene.nurse), scene, DUNG | {"same": str(scene.binh.pk)})[0] == 302
    assert Exposure.objects.filter(target=scene.binh).count() == before
    assert Exposure.objects.filter(target__birth_year=1975).count() == 1


def test_an_answer_is_of_whom_was_asked_about_and_falls_when_another_is_typed_in() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    before = Exposure.objects.filter(target=scene.an).count()
    again = {"full_name": "Tran Van An", "phone": "0905 000 002", "met_from": "16/08 7:00", "met_to": "8:00"}
    wrong = DUNG | {"met_from": "hôm qua"}
    status, text = send(client, scene, again | {"same": str(scene.an.pk)}, wrong)
    assert status == 422
    assert f'name="r0-same" value="{scene.an.pk}"' in text  # kept while another row is mended
    other = again | {"full_name": "Lê Văn Khác Hẳn", "phone": "0966222333", "same": str(scene.an.pk)}
    assert send(client, scene, other, DUNG)[0] == 302
    assert Exposure.objects.filter(target=scene.an).count() == before
    [found] = [one for one in Person.objects.all() if one.full_name == "Lê Văn Khác Hẳn"]
    assert Exposure.objects.filter(source=scene.mai, target=found).count() == 1


def test_whose_contacts_are_told_is_not_offered_as_one_of_them() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    own = {"full_name": scene.mai.full_name, "phone": scene.mai.phone, "met_from": "16/08 7:00", "met_to": "8:00"}
    for same in ("", str(scene.mai.pk)):
        status, text = send(client, scene, own | {"same": same})
        assert status == 422
        assert "Một người không tiếp xúc với chính mình." in text
        assert f'name="r0-same" value="{scene.mai.pk}"' not in text
    assert send(client, scene, DUNG | {"same": str(scene.mai.pk)})[0] == 302


def test_the_same_person_twice_in_one_paste_is_asked_about_and_becomes_one_with_two_meetings() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    before = Person.objects.count()
    status, text = send(client, scene, DUNG, {}, TWICE)
    assert status == 422
    assert "Dòng 3 có thể là người ở dòng 1" in text
    assert 'name="r2-same" value="r0"' in text
    assert Person.objects.count() == before
    assert send(client, scene, DUNG, {}, TWICE | {"same": "r0", "citizen_id": "049075000001"})[0] == 302
    dung = Person.objects.get(birth_year=1975)
    assert dung.citizen_id == "049075000001"
    assert Exposure.objects.filter(target=dung).count() == 2
    assert Plan.objects.filter(person=dung).count() == 1


def test_two_people_of_one_name_are_two_when_the_officer_says_so() -> None:
    scene = an_outbreak()
    same_line = DUNG | {"same": "new r0 rx r9"}
    assert send(signed_in(scene.nurse), scene, DUNG, same_line)[0] == 302
    pair = tuple(Person.objects.filter(birth_year=1975).order_by("pk").values_list("pk", flat=True))
    assert NotSame.objects.values_list("one", "other").get() == pair
    assert not Alike.objects.exists()


def test_an_answer_that_names_no_row_above_is_asked_again() -> None:
    scene = an_outbreak()
    for answer in ("r1", "r7", "r-1", "rx"):
        assert send(signed_in(scene.nurse), scene, DUNG, TWICE | {"same": answer})[0] == 422
    assert not Person.objects.filter(birth_year=1975).exists()
