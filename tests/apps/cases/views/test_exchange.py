"""Bringing lists in, taking them out and merging, on pages."""

import io
import secrets
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.apps.cases.views.scenes import an_outbreak
from tests.browsing import PHONE, WIDE, a_page, is_fit
from tests.factories.cases import NOW, a_person
from tests.factories.sheets import CONTACTS, a_csv, contacts_of
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import entering, importing, merging
from vungxanh.apps.cases.exchange.columns import Kind, Template, plan_of
from vungxanh.apps.cases.exchange.table import read_table
from vungxanh.apps.cases.models import Import, ImportState, Merge, RowState
from vungxanh.kit.problems import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def test_a_file_is_looked_at_row_by_row_and_confirmed() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    rows = contacts_of(scene.case.code, 4)
    rows[2] = (*rows[2][:4], "31/02/2020", "31/02/2020")
    file = SimpleUploadedFile("f1.csv", a_csv(CONTACTS, rows), content_type="text/csv")
    answer = client.post("/truy-vet/nhap/", {"kind": "contacts", "file": file})
    staged = Import.objects.get()
    assert answer["Location"] == f"/truy-vet/nhap/{staged.pk}/"
    html = client.get(answer["Location"]).content.decode()
    assert "Nhập 3 dòng sẵn sàng" in html
    assert "Tiếp xúc từ, Tiếp xúc đến:" in html
    client.post(f"/truy-vet/nhap/{staged.pk}/xac-nhan/")
    staged.refresh_from_db()
    assert staged.state == ImportState.ENTERING
    assert "Đang nhập" in client.get(answer["Location"]).content.decode()


def test_a_fault_that_many_rows_share_is_told_once_with_all_of_them() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    rows = [(*row[:4], "31/02/2020", "31/02/2020") for row in contacts_of(scene.case.code, 5)]
    file = SimpleUploadedFile("f1.csv", a_csv(CONTACTS, rows), content_type="text/csv")
    html = client.get(client.post("/truy-vet/nhap/", {"kind": "contacts", "file": file})["Location"]).content.decode()
    shared = html[html.index("Lỗi chung của nhiều dòng") : html.index("<table")]
    assert shared.count("<li>Dòng 2–6: ") == shared.count("<li>") == 2
    assert html.count("Tiếp xúc từ, Tiếp xúc đến:") == 5


def test_a_pasted_table_without_a_case_column_says_which_is_missing() -> None:
    scene = an_outbreak()
    answer = signed_in(scene.cdc).post("/truy-vet/nhap/", {"kind": "contacts", "table": "Họ tên\tTuổi\nA\t3\n"})
    assert answer.status_code == 422
    assert "Ca bệnh" in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "cure"),
    [
        ("anh.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Chỉ nhận tệp CSV và XLSX"),
        ("anh.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "Chỉ nhận tệp CSV và XLSX"),
        ("giả.xlsx", b"PK\x03\x04" + b"x" * 200, "Mở lại bằng bảng tính"),
        ("lớn.csv", b"x" * (20 * 2**20 + 1), "lớn hơn 20 MB"),
        ("cũ.csv", "Họ tên,Ca bệnh,Tiếp xúc từ\nTrần Thị Ảnh,".encode("cp1258", "replace"), "bảng mã UTF-8"),
        ("trống.csv", "Họ tên,Ca bệnh,Tiếp xúc từ\n".encode(), "ít nhất một dòng dữ liệu"),
        ("lạ.csv", b"a,b\n1,2\n", "Không nhận ra cột bắt buộc"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_its_field_by_name_and_with_the_cure(
    name: str, data: bytes, cure: str
) -> None:
    client = signed_in(an_outbreak().cdc)
    answer = client.post("/truy-vet/nhap/", {"kind": "contacts", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["file"]
    assert said.startswith(f"“{name}”: ")
    assert cure in said
    assert said in answer.content.decode()
    assert not Import.objects.exists()


def test_a_year_of_two_digits_in_a_list_is_asked_for_with_four() -> None:
    scene = an_outbreak()
    table = "Họ tên\tNăm sinh\tĐiện thoại\tCa bệnh\tTiếp xúc từ\tTiếp xúc đến\n"
    table += f"Trần Văn A\t85\t0905111222\t{scene.case.code}\t15/08/2020\t\n"
    html = (
        signed_in(scene.cdc).post("/truy-vet/nhap/", {"kind": "contacts", "table": table}, follow=True).content.decode()
    )
    assert "Gõ năm sinh bằng bốn chữ số, ví dụ 1985." in html


def test_every_fault_of_a_row_is_shown_and_each_once() -> None:
    scene = an_outbreak()
    table = "Họ tên\tNăm sinh\tĐiện thoại\tCa bệnh\tTiếp xúc từ\tTiếp xúc đến\n"
    table += "Trần Văn A\t1650\t12\tCA-KHÔNG\thôm kia\tkhi ấy\n"
    client = signed_in(scene.cdc)
    html = client.post("/truy-vet/nhap/", {"kind": "contacts", "table": table}, follow=True).content.decode()
    for words in (
        "Năm sinh không đúng",
        "Số điện thoại không đúng dạng",
        "Không tìm thấy ca này",
        "Viết ngày giờ dạng",
    ):
        assert html.count(words) == 1, words
    assert "Tiếp xúc từ, Tiếp xúc đến:" in html


def test_doubtful_rows_are_decided_together_or_one_by_one() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    known = [a_person(name=row[0], phone=row[2], birth_year=int(row[1])) for row in contacts_of("", 3)]
    data = a_csv(CONTACTS, contacts_of(scene.case.code, 3))
    staged = importing.stage(data, kind=Kind.CONTACTS, by=scene.cdc, at=NOW)
    assert known[0].full_name in client.get(f"/truy-vet/nhap/{staged.pk}/").content.decode()
    client.post(f"/truy-vet/nhap/{staged.pk}/xet/", {"row": "2", "verdict": "new"})
    client.post(f"/truy-vet/nhap/{staged.pk}/xet/", {"verdict": "same"})
    people = list(staged.rows.order_by("number").values_list("state", "person"))
    assert people == [(RowState.READY, None), *((RowState.READY, person.pk) for person in known[1:])]


def test_another_unit_sees_nothing_of_an_import() -> None:
    scene = an_outbreak()
    data = a_csv(CONTACTS, contacts_of(scene.case.code, 1))
    staged = importing.stage(data, kind=Kind.CONTACTS, by=scene.cdc, at=NOW)
    assert signed_in(scene.nurse).get(f"/truy-vet/nhap/{staged.pk}/").status_code == 404


def test_an_export_asks_for_a_purpose_and_answers_a_file() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    asked = {"kind": "contacts", "template": "godata", "form": "csv", "purpose": ""}
    assert client.post("/truy-vet/xuat/", asked).status_code == 422
    answer = client.post("/truy-vet/xuat/", asked | {"purpose": "gửi CDC Đà Nẵng"})
    assert "attachment" in answer["Content-Disposition"]
    assert b"Risk Level" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_two_records_are_merged_and_parted_on_one_page() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    twin = a_person(scene.here, name=scene.an.full_name, birth_year=scene.an.birth_year, phone=scene.an.phone)
    page = f"/truy-vet/nguoi/{scene.an.pk}/trung/"
    assert twin.pseudonym in client.get(page).content.decode()
    scene.an.refresh_from_db()
    body = {"other": twin.pk, "version": scene.an.version, "other_version": twin.version}
    assert client.post(f"/truy-vet/nguoi/{scene.an.pk}/gop/", body)["Location"] == page
    merge = Merge.objects.get()
    assert "Hoàn tác" in client.get(page).content.decode()
    client.post(f"/truy-vet/gop/{merge.pk}/hoan-tac/")
    assert twin.pseudonym in client.get(page).content.decode()
    client.post(f"/truy-vet/nguoi/{scene.an.pk}/khac/", {"other": twin.pk})
    assert twin.pseudonym not in client.get(page).content.decode()


def filled(data: bytes) -> bytes:
    """The file with one row below its headings."""
    if not data.startswith(b"PK"):
        return data + b"x\n"
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    book.worksheets[0].append(["x"])
    book.save(out)
    return out.getvalue()


def test_every_template_can_be_taken_empty_as_csv_and_excel_and_is_known_when_it_comes_back() -> None:
    client = signed_in(an_outbreak().nurse)
    page = client.get("/truy-vet/nhap/").content.decode()
    for template in Template:
        for kind in Kind:
            for form in ("csv", "xlsx"):
                address = f"/truy-vet/nhap/mau/{template}/{kind}.{form}"
                assert f'href="{address}"' in page
                answer = client.get(address)
                data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
                with pytest.raises(Invalid):  # headings, and not one row
                    read_table(data)
                plan = plan_of(read_table(filled(data))[0][1], kind)
                assert (plan.template, plan.missing, plan.unused) == (template, (), ())
    assert client.get("/truy-vet/nhap/mau/godata/people.csv").status_code == 404
    assert client.get("/truy-vet/nhap/mau/godata/cases.exe").status_code == 404


def test_a_file_is_called_as_it_was_given() -> None:
    scene = an_outbreak()
    data = a_csv(CONTACTS, contacts_of(scene.case.code, 1))
    staged = importing.stage(data, kind=Kind.CONTACTS, name="big.csv", by=scene.cdc, at=NOW)
    page = signed_in(scene.cdc).get(f"/truy-vet/nhap/{staged.pk}/").content.decode()
    assert "big.csv" in page
    assert "Big.csv" not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_pages_are_accessible_and_fit(chromium: Any, live_server: Any, width: int) -> None:
    scene = an_outbreak()
    a_person(scene.here, name=contacts_of("", 1)[0][0], phone="0900000000", birth_year=1950)
    rows = contacts_of(scene.case.code, 5)
    rows[3] = (*rows[3][:2], "không rõ", *rows[3][3:])
    staged = importing.stage(a_csv(CONTACTS, rows), kind=Kind.CONTACTS, name="f1.csv", by=scene.cdc, at=NOW)
    done = importing.stage(a_csv(CONTACTS, rows[1:3]), kind=Kind.CONTACTS, name="f2.csv", by=scene.cdc, at=NOW)
    importing.confirm(done, by=scene.cdc, at=NOW)
    entering.enter(done.pk, at=NOW, entropy=secrets.token_bytes)
    twins = [a_person(scene.here, name="Võ Văn Tám", birth_year=1970) for _number in range(3)]
    versions = (twins[0].version, twins[1].version)
    merging.merge(twins[0], twins[1], versions=versions, by=scene.cdc, at=NOW)
    pages = ["nhap/", f"nhap/{staged.pk}/", f"nhap/{staged.pk}/?state=maybe", f"nhap/{done.pk}/", "xuat/"]
    with a_page(chromium, live_server.url, scene.cdc, width) as page:
        for address in [*pages, f"nguoi/{twins[0].pk}/trung/"]:
            assert page.goto(f"/truy-vet/{address}").status == 200, address
            is_fit(page)


def test_a_pasted_table_that_is_too_long_is_refused_beside_its_field_with_the_cure() -> None:
    client = signed_in(an_outbreak().cdc)
    answer = client.post("/truy-vet/nhap/", {"kind": "contacts", "table": "x" * (6 * 2**20)})
    assert answer.status_code == 413
    (said,) = answer.context["form"].errors["table"]
    assert "lớn hơn 5 MB" in said
    assert said in answer.content.decode()
    assert not Import.objects.exists()


def test_the_page_that_reads_the_body_itself_still_asks_for_the_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(an_outbreak().cdc).cookies
    assert strict.post("/truy-vet/nhap/", {"kind": "contacts", "table": "a"}).status_code == 403
