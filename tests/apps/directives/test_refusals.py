"""What is wrong with a file is said beside its field, with the cure; whoever waits for a scan hears of its end."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.apps.directives.test_receive import a_scan
from tests.factories.directives import AT, a_clerk
from tests.factories.files import PDF_BYTES, docx_bytes, picture_bytes
from tests.factories.tasks import run_pending
from tests.factories.web import signed_in
from vungxanh.apps.directives.actions.edit_header import edit_header
from vungxanh.apps.directives.actions.receive import Upload, read_reception, receive
from vungxanh.apps.directives.models import Directive, Reception, ReceptionState
from vungxanh.apps.directives.queries.coverage import coverage_of
from vungxanh.kit.extract import Unreadable, extract
from vungxanh.kit.files.actions import store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.refusals import FileRefused
from vungxanh.kit.files.types import DOCUMENTS
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LETTER = (
    "Số: 77/SYT-NVY\n\nQuảng Nam, ngày {day}\n\n"
    "Kính gửi: Các bệnh viện.\n\n- Các bệnh viện báo cáo trước ngày 15/8/2020."
)


def a_locked_pdf() -> bytes:
    """A PDF that asks for a password before it shows a page."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<31><31>]>>\n%%EOF\n"
    )


def a_bomb() -> bytes:
    """A small archive that unpacks to half a gigabyte."""
    return docx_bytes({"word/media.bin": bytes(500 * 2**20)})


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("rong.pdf", b"", "rỗng"),
        ("trang.txt", b" \n ", "rỗng"),
        ("cu.docx", OLD_WORD, "mật khẩu"),
        ("khoa.pdf", a_locked_pdf(), "mật khẩu"),
        ("hong.pdf", b"%PDF-1.7\n" + bytes(100), "bị hỏng"),
        ("hong.docx", b"PK\x03\x04" + bytes(100), "bị hỏng"),
        ("anh.docx", picture_bytes("JPEG"), "thực chất là .jpg, ở đây chỉ nhận .pdf, .docx, .txt"),
        ("bang.xls", b"PK\x03\x04" + bytes(100), "thực chất là .zip"),
        ("khong-chu.pdf", PDF_BYTES, "bị hỏng"),
    ],
)
def test_a_bad_file_is_explained_beside_its_field(name: str, data: bytes, said: str) -> None:
    client = signed_in(a_clerk())
    answer = client.post(reverse("directives:receive"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    (sentence,) = errors["file"]
    assert said in sentence
    assert name in sentence or not data
    assert 'id="id_file_error"' in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not Reception.objects.exists()


def test_an_archive_that_explodes_is_explained_too() -> None:
    answer = signed_in(a_clerk()).post(
        reverse("directives:receive"), {"file": SimpleUploadedFile("bom.docx", a_bomb())}
    )
    (sentence,) = answer.context["form"].errors["file"]
    assert "lớn bất thường" in sentence


def test_browser_and_command_line_say_the_same_of_a_file() -> None:
    client = signed_in(a_clerk())
    for name, data in (("rong.txt", b""), ("bom.docx", a_bomb())):
        with pytest.raises(Unreadable) as told:
            extract(name, data)
        answer = client.post(reverse("directives:receive"), {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"] == [told.value.sentence("vi")]
        assert name in told.value.sentence("vi")


def test_a_program_finds_the_sentence_at_the_field() -> None:
    with pytest.raises(FileRefused) as refused:
        receive(Upload("anh.docx", picture_bytes("JPEG")), by=a_clerk(), at=AT)
    (error,) = refused.value.as_json()["errors"]
    assert error["field"] == "file"
    assert "anh.docx" in error["message"]


def test_a_file_declared_too_large_is_refused_before_a_byte_is_read(settings: LazySettings) -> None:
    class Untouched(BytesIO):
        def read(self, *_size: object) -> bytes:
            raise AssertionError("the file was read")

    with pytest.raises(FileRefused, match="25 MB"):
        receive(Upload("to.pdf", Untouched(), settings.MAX_UPLOAD_BYTES + 1), by=a_clerk(), at=AT)


def test_a_file_larger_than_it_declared_is_refused_all_the_same(settings: LazySettings) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    with pytest.raises(FileRefused) as refused:
        receive(Upload("to.txt", BytesIO(b"a" * 5000), 10), by=a_clerk(), at=AT)
    assert refused.value.code == "too_large"
    assert not list(Path(settings.FILES_DIR).glob("incoming/*"))


def test_a_letter_from_tomorrow_is_taken_in_and_pointed_out_until_its_date_is_mended() -> None:
    clerk = a_clerk()
    at = datetime(2020, 8, 3, 2, tzinfo=UTC)
    reception = receive(Upload("a.txt", LETTER.format(day="04 tháng 8 năm 2020").encode()), by=clerk, at=at)
    directive = Directive.objects.get(pk=reception.directive_id)
    assert any(warning["code"] == "future_date" for warning in directive.reading["warnings"])
    (item,) = [item for item in coverage_of(directive, on=at.date()).items if item.kind == "future-date"]
    assert (item.level, "04/08/2020" in item.message) == ("advisory", True)
    edit_header(directive, dated=datetime(2020, 8, 3).date(), version=directive.version, by=clerk, at=at)  # noqa: DTZ001
    directive.refresh_from_db()
    assert not [item for item in coverage_of(directive, on=at.date()).items if item.kind == "future-date"]


def test_a_letter_of_today_is_no_letter_from_the_future() -> None:
    at = datetime(2020, 8, 3, 17, 30, tzinfo=UTC)  # half past midnight of the 4th in Viet Nam
    reception = receive(Upload("a.txt", LETTER.format(day="04 tháng 8 năm 2020").encode()), by=a_clerk(), at=at)
    assert reception.directive is not None
    assert not [one for one in reception.directive.reading["warnings"] if one["code"] == "future_date"]


@pytest.mark.slow
def test_who_handed_a_scan_in_hears_once_that_it_is_read(tesseract: None) -> None:
    clerk = a_clerk()
    reception = receive(Upload("quet.pdf", a_scan(LETTER.format(day="03 tháng 8 năm 2020"))), by=clerk, at=AT)
    assert not Notice.objects.exists()
    run_pending()
    read_reception(reception.pk, at=AT)
    notice = Notice.objects.get()
    assert notice.user_id == clerk.user.pk
    assert "quet.pdf" in notice.subject
    page = signed_in(clerk).get(notice.url)
    assert reverse("directives:record", args=[Directive.objects.get().pk]) in page.content.decode()


def test_a_scan_that_cannot_be_read_is_told_with_its_reason() -> None:
    clerk = a_clerk()
    stored = store(BytesIO(a_locked_pdf()), name="khoa.pdf", allowed=DOCUMENTS, max_bytes=10**6, by=clerk, at=AT)
    reception = Reception.objects.create(
        unit=clerk.unit, name="khoa.pdf", file=stored, state=ReceptionState.WAITING, by=clerk.user, at=AT
    )
    assert read_reception(reception.pk, at=AT).state == ReceptionState.FAILED
    notice = Notice.objects.get()
    assert "khoa.pdf" in notice.subject
    assert "mật khẩu" in notice.body
    assert notice.body in signed_in(clerk).get(notice.url).content.decode()
