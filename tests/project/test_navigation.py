"""Which place of the navigation a page belongs to."""

import pytest

from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.project.navigation import items


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", "Việc của tôi"),
        ("/thong-bao/", "Việc của tôi"),
        ("/nhiem-vu/danh-sach/", "Nhiệm vụ"),
        ("/so-lieu/1/", "Số liệu"),
        ("/danh-ba/don-vi/506/", "Danh bạ"),
        ("/danh-ba/lich/2020/", "Quản trị"),
        ("/tai-khoan/", None),
        ("/tai-khoan/phien/", None),
    ],
)
def test_a_page_lights_its_own_place_and_an_own_account_none(address: str, place: str | None) -> None:
    officer = an_officer(Role.ADMINISTRATOR)
    assert [str(item.label) for item in items(officer, address) if item.active] == ([place] if place else [])
