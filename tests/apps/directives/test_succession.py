"""Units merge and end; the letters on their desks go on with whoever carries them on."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories.api import Program
from tests.factories.directives import AT as RECEIVED
from tests.factories.directives import a_clerk, a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.tasks import run_pending
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions.edit_task import edit_task
from vungxanh.apps.directives.actions.editing import Stale
from vungxanh.apps.directives.actions.follow_units import Followed, follow_units
from vungxanh.apps.directives.actions.hand_over import hand_over
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.queries.left_behind import left_behind
from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.models import Level
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
ON = date(2020, 8, 3)
AT = RECEIVED + timedelta(days=7)


def two_districts():
    """Two districts of the province, and the province's administrator."""
    top = a_province()
    return [a_unit(level=Level.DISTRICT, parent=top) for _ in range(2)], an_officer(Role.ADMINISTRATOR, top)


def test_open_letters_go_to_the_heir_and_the_heir_works_on() -> None:
    (old, new), administrator = two_districts()
    draft, confirmed = a_directive(old), a_directive(old, stage=Stage.CONFIRMED)
    kept = [a_directive(old, stage=Stage.ISSUED), a_directive(old, stage=Stage.WITHDRAWN)]
    task = a_task(draft)
    before, clerk = a_clerk(old), a_clerk(new)
    changes.merge([old], new, on=ON, by=administrator, at=AT)
    run_pending()

    assert [Directive.objects.get(pk=row.pk).unit for row in (draft, confirmed, *kept)] == [new, new, old, old]
    assert history_of(draft).filter(verb="directives.follow").count() == 1
    assert follow_units(by=SYSTEM, at=AT) == Followed()
    task.directive.refresh_from_db()
    with pytest.raises(Stale):
        edit_task(task, text="x", version=1, by=clerk, at=AT)
    edit_task(task, text="Sửa tiếp", version=2, by=clerk, at=AT)
    with pytest.raises(NotAllowed):
        edit_task(task, text="y", version=3, by=before, at=AT)
    told = Notice.objects.get(user=clerk.user, kind="directives.followed")
    assert told.subject == "Tiếp tục xử lý 2 văn bản của đơn vị đã kết thúc hoạt động"
    assert set(visible_to(clerk)) >= {draft, confirmed, *kept}


def test_a_letter_that_the_heir_has_is_not_laid_on_its_desk_twice() -> None:
    (old, new), administrator = two_districts()
    mine, theirs = (a_directive(unit, text="Cùng một văn bản", number="7") for unit in (old, new))
    changes.merge([old], new, on=ON, by=administrator, at=AT)

    assert follow_units(by=SYSTEM, at=AT) == Followed(withdrawn=1)
    mine.refresh_from_db()
    assert (mine.unit, mine.stage) == (old, Stage.WITHDRAWN)
    assert f'"same_as":{theirs.pk}' in history_of(mine).get(verb="directives.follow").data


def left_letter():
    """A draft of a commune that ended without an heir, the province's clerk, and another commune."""
    (district, _other), administrator = two_districts()
    gone, standing = (a_unit(parent=district) for _ in range(2))
    letter = a_directive(gone)
    clerk = an_officer(Role.CLERK, district)
    changes.end(gone, on=ON, by=administrator, at=AT)
    return letter, clerk, standing


def test_without_an_heir_the_unit_above_is_told_once_and_chooses() -> None:
    letter, clerk, standing = left_letter()
    for days in range(2):
        assert follow_units(by=SYSTEM, at=AT + timedelta(days=days)) == Followed(left=1)
    assert Notice.objects.filter(user=clerk.user, kind="directives.left").count() == 1
    assert list(left_behind(clerk, ON)) == [letter]
    assert not left_behind(an_officer(Role.OFFICER, clerk.unit), ON).exists()

    assert hand_over(letter, to=standing, reason="Cùng địa bàn.", by=clerk, at=AT)
    assert (letter.unit, letter.stage) == (standing, Stage.DRAFT)
    assert not left_behind(clerk, ON).exists()
    assert history_of(letter)[0].verb == "directives.hand_over"


def test_only_the_desk_above_hands_over_and_only_what_was_left() -> None:
    letter, clerk, standing = left_letter()
    given = {"to": standing, "reason": "Cùng địa bàn.", "at": AT}
    for stranger in (an_officer(Role.CLERK, standing), an_officer(Role.OFFICER, clerk.unit)):
        with pytest.raises(NotAllowed):
            hand_over(letter, by=stranger, **given)
    with pytest.raises(NotAllowed):
        hand_over(a_directive(standing), by=clerk, **given)
    with pytest.raises(Invalid):
        hand_over(letter, by=clerk, **(given | {"to": letter.unit}))
    with pytest.raises(Invalid):
        hand_over(letter, by=clerk, **(given | {"reason": " "}))


def test_the_page_lists_what_was_left_and_hands_it_over() -> None:
    letter, clerk, standing = left_letter()
    client, url = signed_in(clerk), reverse("directives:left_behind")
    assert url in client.get(reverse("directives:list")).content.decode()
    page = client.get(url).content.decode()
    assert letter.subject in page
    refused = client.post(url, {"directive": letter.pk, "to": standing.pk, "reason": ""})
    assert refused.status_code == 422
    done = client.post(url, {"directive": letter.pk, "to": standing.pk, "reason": "Cùng địa bàn."}, follow=True)
    assert f"Đã chuyển {standing}." in done.content.decode()
    assert "Không có văn bản nào chờ" in done.content.decode()


def test_the_api_lists_what_was_left_and_hands_it_over() -> None:
    letter, clerk, standing = left_letter()
    program, path = Program(clerk), f"directives/{letter.pk}"
    assert [row["id"] for row in program.get("directives/left-behind").json()["items"]] == [letter.pk]
    tag = program.tag(path)
    strange = program.send(f"{path}/hand-over", tag=tag, to="KHONG-CO", reason="Cùng địa bàn.")
    assert strange.json()["errors"][0]["field"] == "to"
    done = program.send(f"{path}/hand-over", tag=tag, to=standing.code, reason="Cùng địa bàn.")
    assert done.json() == {"moved": True}
    letter.refresh_from_db()
    assert letter.unit == standing
