"""Taking a sheet of units in on the page: a preview first, then all or nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.apps.org.making import administrator
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Unit
from vungxanh.kit.files.models import StoredFile

pytestmark = pytest.mark.django_db
HEADER = "code,name,kind,level,parent,lat,lon\n"


def _upload(client: Client, text: str) -> str:
    file = SimpleUploadedFile("don-vi.csv", text.encode(), content_type="text/csv")
    return client.post("/danh-ba/nhap/", {"file": file}).content.decode()


def test_a_preview_stores_nothing_and_confirming_stores_all() -> None:
    client = administrator()
    page = _upload(client, HEADER + "20999,Xã Mới,xã,commune,506,,\n")
    assert "Xã Mới" in page
    assert not Unit.objects.filter(code="20999").exists()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert client.post("/danh-ba/nhap/xac-nhan/", {"token": token[1]}).status_code == 302
    assert Unit.objects.get(code="20999").path == "/49/506/20999/"
    assert not StoredFile.objects.exists()
    assert client.post("/danh-ba/nhap/xac-nhan/", {"token": token[1]}).status_code == 410


def test_a_wrong_file_shows_its_errors_beside_the_rows_and_cannot_be_confirmed() -> None:
    page = _upload(administrator(), HEADER + "20999,Xã Mới,xã,commune,999,,\n20998,,xã,commune,506,,\n")
    assert "Không có đơn vị cấp trên nào mã 999" in page
    assert "Ô này không được để trống" in page
    assert 'name="token"' not in page
    assert not StoredFile.objects.exists()


def test_a_preview_of_one_administrator_cannot_be_confirmed_by_another() -> None:
    client = administrator()
    token = re.search(r'name="token" value="([^"]+)"', _upload(client, HEADER + "20999,Xã Mới,xã,commune,506,,\n"))
    assert token
    other = signed_in(an_officer(Role.ADMINISTRATOR, Unit.objects.get(code="49")))
    assert other.post("/danh-ba/nhap/xac-nhan/", {"token": token[1]}).status_code == 410
    assert not Unit.objects.filter(code="20999").exists()


def test_the_preview_tells_levels_in_words() -> None:
    client = administrator()
    rows = "code,name,kind,level,parent,lat,lon\n900,Huyện Mới,huyện,district,49,,\n"
    page = client.post("/danh-ba/nhap/", {"file": SimpleUploadedFile("a.csv", rows.encode()), "on": ""})
    assert ">Cấp huyện<" in page.content.decode()
    assert ">district<" not in page.content.decode()


def test_a_preview_with_errors_shows_them_first_in_vietnamese_and_says_what_the_other_rows_would_do() -> None:
    client = administrator()
    rows = ("20999,Xã Mới,xã,commune,506,,", "506,Huyện Đại Lộc,huyện,district,49,,", "20998,Xã B,xã,xóm,506,,")
    page = _upload(client, HEADER + "\n".join(rows))
    assert "Cấp (level): Không có cấp" in page
    assert page.index("Xã B") < page.index("Xã Mới")
    new = page[page.index("Xã Mới") :]
    assert "mới" in new[: new.index("</tr>")]
    assert "không đổi" not in new[: new.index("</tr>")]


def test_a_preview_with_errors_keeps_the_order_of_the_file_and_counts_nothing_as_new() -> None:
    rows = ("X1,Xã A,xã,commune,NOPE,,", "X2,Xã B,xã,xóm,506,,", "X5,Huyện C,huyện,district,X6,,")
    page = _upload(administrator(), HEADER + "\n".join((*rows, "X6,Huyện D,huyện,district,X5,,")) + "\n")
    assert page.index("Xã A") < page.index("Xã B") < page.index("Huyện C") < page.index("Huyện D")
    assert "đọc được 4 dòng; tệp có lỗi nên không nhập dòng nào" in page
    last = page[page.index("Huyện D") :]
    assert "trong vòng cấp trên" in last[: last.index("</tr>")]
    assert "mới" not in last[: last.index("</tr>")]


def test_a_preview_says_of_a_changed_row_what_changes() -> None:
    page = _upload(administrator(), HEADER + "506,Huyện Đại Lộc Mới,huyện,district,49,,\n")
    assert "Tên (name): Huyện Đại Lộc → Huyện Đại Lộc Mới" in page
