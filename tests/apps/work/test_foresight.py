"""What a merger, a move or an end of a unit would do is shown before it is done."""

from datetime import date

import pytest
from django.test import Client

from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from tests.factories.work import an_assignment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.queries.succession import end_of
from vungxanh.apps.org.views.showing import today
from vungxanh.apps.work.models import Assignment
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db


def _scene() -> tuple[Client, Unit, Unit]:
    """An administrator, a commune with a post, a letter and three duties, and the one that has one of them too."""
    small = a_small_province()
    former, heir = small.communes[0], small.communes[1]
    an_officer(Role.CLERK, former)
    a_directive(former)
    shared = a_task(a_directive(small.province, stage=Stage.ISSUED))
    for task in (shared, *(a_task(shared.directive) for _ in range(2))):
        an_assignment(former, task=task)
    an_assignment(heir, task=shared)
    return signed_in(an_officer(Role.ADMINISTRATOR, small.province)), former, heir


def _told(page: str) -> dict[str, str]:
    facts = page[page.index("Nếu xác nhận") : page.index("form-actions")].split("<dt>")[1:]
    return {each.split("</dt>")[0]: each.split("<dd>")[1].split("</dd>")[0] for each in facts}


def _day() -> str:
    return today().strftime("%d/%m/%Y")


def test_a_merger_is_asked_with_its_consequences_and_nothing_is_done_by_asking() -> None:
    client, former, heir = _scene()
    address = f"/danh-ba/don-vi/{former.code}/thay-doi/"
    before = list(Assignment.objects.order_by("pk").values()), Entry.objects.count()
    given = {"act": "merge", "merge-unit": heir.pk, "merge-on": _day()}
    page = client.post(address, given).content.decode()
    assert f"Sáp nhập {former.name} vào {heir.name}" in page
    assert _told(page) == {
        "Chức vụ thôi giữ": "1",
        "Chức vụ giữ tiếp tại đơn vị nhận": "1",
        "Nhiệm vụ đang mở chuyển sang đơn vị nhận": "2",
        "Nhiệm vụ trùng, gộp vào nhiệm vụ đơn vị nhận đã có": "1",
        "Văn bản đang xử lý chuyển sang đơn vị nhận": "1",
    }
    assert (list(Assignment.objects.order_by("pk").values()), Entry.objects.count()) == before
    assert end_of(former) is None
    assert client.post(address, given | {"confirmed": "1"}).status_code == 302
    assert end_of(former) == today()
    assert Assignment.objects.filter(unit=former, is_open=True).count() == 3  # what follows the act comes after commit
    assert Directive.objects.filter(unit=former).exists()


def test_an_end_is_asked_with_what_waits_for_others() -> None:
    client, former, _heir = _scene()
    page = client.post(f"/danh-ba/don-vi/{former.code}/thay-doi/", {"act": "end", "end-on": _day()}).content.decode()
    assert _told(page) == {
        "Chức vụ thôi giữ": "1",
        "Nhiệm vụ đang mở chờ nơi giao xử lý": "3",
        "Văn bản đang xử lý chờ đơn vị cấp trên giao lại": "1",
    }
    assert Post.objects.get(unit=former).ends_on is None


def test_a_move_is_asked_and_what_is_refused_is_refused_before_asking() -> None:
    client, former, _heir = _scene()
    address = f"/danh-ba/don-vi/{former.code}/thay-doi/"
    other = Unit.objects.filter(level="district").exclude(code=former.parent.code if former.parent else "").first()
    assert other is not None
    given = {"act": "move", "move-unit": other.pk, "move-on": _day()}
    assert f"Chuyển {former.name} về {other.name}" in client.post(address, given).content.decode()
    assert Unit.objects.get(pk=former.pk).parent_id == former.parent_id
    assert client.post(address, given | {"confirmed": "1"}).status_code == 302
    assert Unit.objects.get(pk=former.pk).parent_id == other.pk
    refused = client.post(address, given | {"move-on": date(1900, 1, 1).strftime("%d/%m/%Y")})
    assert refused.status_code == 422
    assert "Nếu xác nhận" not in refused.content.decode()
