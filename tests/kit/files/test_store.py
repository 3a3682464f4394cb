"""Files are kept by content, believed only by content, and either whole or not at all."""

import hashlib
import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from tests.factories.files import PDF_BYTES, docx_bytes, photo_with_place, picture_bytes
from tests.kit.files.clamd import MALWARE, clamd
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.files import disk, inspect
from vungxanh.kit.files.actions import store, tidy_name
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.queries import open_file, path_of
from vungxanh.kit.files.refusals import FileRefused
from vungxanh.kit.files.types import (
    CSV,
    DOCUMENTS,
    DOCX,
    EVIDENCE,
    PDF,
    PHOTOS,
    PNG,
    SHEETS,
    TEXT,
    TEXTS,
    ZIP,
    has_small_contents,
    sniff,
)
from vungxanh.kit.problems import Gone

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
AT = datetime(2020, 7, 28, 8, 4, tzinfo=UTC)
ANY = DOCUMENTS | EVIDENCE | SHEETS


@pytest.fixture(autouse=True)
def room(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    settings.ANTIVIRUS = ""
    return tmp_path / "files"


def keep(content: bytes, name: str = "tep.pdf", allowed: frozenset[str] = ANY, max_bytes: int = 10**7) -> StoredFile:
    return store(io.BytesIO(content), name=name, allowed=allowed, max_bytes=max_bytes, by=BY, at=AT)


def refusal(content: bytes, name: str = "tep.pdf", allowed: frozenset[str] = ANY, max_bytes: int = 10**7) -> str:
    with pytest.raises(FileRefused) as refused:
        keep(content, name, allowed, max_bytes)
    assert name in str(refused.value)
    assert not StoredFile.objects.exists()
    return refused.value.code


def kept_files(room: Path) -> list[Path]:
    return [path for path in room.rglob("*") if path.is_file()]


def test_a_file_lies_under_the_hash_of_its_content() -> None:
    stored = keep(PDF_BYTES, "Công văn 4248.pdf")
    assert stored.sha256 == hashlib.sha256(PDF_BYTES).hexdigest()
    assert (stored.size, stored.media_type, stored.name) == (len(PDF_BYTES), PDF, "Công văn 4248.pdf")
    with open_file(stored) as stream:
        assert stream.read() == PDF_BYTES
    assert Entry.objects.get(verb="files.store").object_id == str(stored.pk)


def test_equal_content_is_kept_once_and_each_upload_has_its_row(room: Path) -> None:
    first, second = keep(PDF_BYTES, "a.pdf"), keep(PDF_BYTES, "b.pdf")
    assert first.pk != second.pk
    assert kept_files(room) == [path_of(first)] == [path_of(second)]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF_BYTES, "x.txt", PDF),
        (docx_bytes(), "x.zip", DOCX),
        (picture_bytes("PNG"), "x.jpg", PNG),
        ("Kính gửi: Sở Y tế".encode(), "x.pdf", TEXT),
        ("Kính gửi".encode("utf-16"), "x.txt", TEXT),
        (b"K\xddnh g\xf6i c\xb8c s\xeb", "tcvn3.txt", TEXT),
        (b"code,name\n49,Qu\xc3\xa3ng Nam\n", "units.csv", CSV),
    ],
)
def test_the_type_comes_from_the_content(content: bytes, name: str, media_type: str) -> None:
    assert keep(content, name).media_type == media_type


@pytest.mark.parametrize(
    ("content", "name", "allowed", "code"),
    [
        (b"", "x.pdf", ANY, "empty"),
        (b"MZ\x90\0program", "x.pdf", ANY, "wrong_type"),
        (b"<html><script>alert(1)</script>", "x.txt", TEXTS, "wrong_type"),
        (b"  \n<svg xmlns='http://www.w3.org/2000/svg'/>", "x.png", PHOTOS, "wrong_type"),
        (PDF_BYTES, "x.jpg", PHOTOS, "wrong_type"),
        (b"%PDF-1.4 cut short", "x.pdf", ANY, "corrupt"),
        (picture_bytes("JPEG")[:300], "x.jpg", ANY, "corrupt"),
        (docx_bytes()[:-30], "x.docx", ANY, "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "x.docx", ANY, "old_office"),
    ],
)
def test_what_is_not_welcome_is_refused_with_a_reason(
    room: Path, content: bytes, name: str, allowed: frozenset[str], code: str
) -> None:
    assert refusal(content, name, allowed) == code
    assert kept_files(room) == []


def test_a_damaged_part_of_a_document_is_noticed() -> None:
    content = bytearray(docx_bytes({"word/media.bin": os.urandom(4096)}))
    content[len(content) // 2] ^= 0xFF
    assert refusal(bytes(content), "x.docx") == "corrupt"


def test_reading_stops_at_the_size_limit(room: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(FileRefused) as refused:
        store(endless, name="x.txt", allowed=TEXTS, max_bytes=3 * 2**20, by=BY, at=AT)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.status) == ("too_large", 413)
    assert "3 MB" in str(refused.value)
    assert endless.given <= 5 * 2**20
    assert kept_files(room) == []


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx_bytes({"word/big.xml": b"\0" * (60 * 2**20)})
    assert len(bomb) < 10**5
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *_: pytest.fail("unpacked"))
    path = disk.path_for("0" * 64)
    path.parent.mkdir(parents=True)
    path.write_bytes(bomb)
    with pytest.raises(FileRefused) as refused:
        inspect.check(path, DOCX, "bomb.docx")
    assert refused.value.code == "bomb"


def test_an_archive_of_very_many_parts_is_a_bomb() -> None:
    assert refusal(docx_bytes({f"p/{number}": b"" for number in range(5_001)}), "x.docx") == "bomb"


def test_a_picture_of_absurd_size_is_refused() -> None:
    assert refusal(picture_bytes("PNG", (8_000, 7_000)), "x.png") == "bomb"


def test_a_photo_loses_its_place_and_stands_upright() -> None:
    original = photo_with_place()
    assert b"SECRET-CAMERA" in original
    with open_file(keep(original, "x.jpg")) as stream:
        content = stream.read()
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
    assert b"SECRET-CAMERA" not in content


def test_what_is_hidden_behind_a_picture_is_not_kept() -> None:
    with open_file(keep(picture_bytes("PNG") + b"<script>hidden</script>", "x.png")) as stream:
        assert b"hidden" not in stream.read()


def test_a_transparent_png_stays_transparent() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(target, "PNG")
    with open_file(keep(target.getvalue(), "x.png")) as stream, Image.open(stream) as picture:
        assert picture.getpixel((0, 0)) == (255, 0, 0, 0)


@pytest.mark.parametrize("by_unix_socket", [False, True])
def test_a_scanner_sees_every_byte_and_malware_is_refused(
    tmp_path: Path, settings: Settings, by_unix_socket: bool
) -> None:
    with clamd(tmp_path / "clamd.ctl" if by_unix_socket else None) as (address, seen):
        settings.ANTIVIRUS = address
        clean = PDF_BYTES + b"x" * 200_000 + b"%%EOF"
        keep(clean)
        assert seen == [clean]
        StoredFile.objects.all().delete()
        assert refusal(PDF_BYTES + MALWARE + b"%%EOF") == "infected"


def test_nothing_unscanned_is_kept(room: Path, settings: Settings) -> None:
    for address in ("tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "icap://host"):
        settings.ANTIVIRUS = address
        assert refusal(PDF_BYTES) == "scanner_down"
    with clamd(limit=10) as (address, _seen):
        settings.ANTIVIRUS = address
        assert refusal(PDF_BYTES) == "scanner_down"
    assert kept_files(room) == []


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Tai lieu\\cong van.pdf", "cong van.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("Cha\u0300o.txt", "Chào.txt"),
        ("\r\n", "tep"),
        ("n" * 300 + ".docx", "n" * 195 + ".docx"),
    ],
)
def test_names_carry_no_folders_and_no_tricks(given: str, tidy: str) -> None:
    assert tidy_name(given) == tidy


def test_an_archive_with_a_million_parts_is_not_read_into_memory(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    data = whole.getvalue()
    at = data.rfind(b"PK\x05\x06")
    entry = data[data.index(b"PK\x01\x02") : at]
    many = entry * (2**20 // len(entry) + 2)
    end = bytearray(data[at:])
    end[12:16] = len(many).to_bytes(4, "little")
    path = tmp_path / "nhieu.docx"
    path.write_bytes(data[: data.index(b"PK\x01\x02")] + many + bytes(end))
    assert len(zipfile.ZipFile(path).infolist()) > 10_000
    assert not has_small_contents(path)
    assert sniff(path, path.name) == ZIP


def test_content_the_store_has_lost_is_told_in_a_sentence() -> None:
    stored = keep(PDF_BYTES)
    path_of(stored).unlink()
    with pytest.raises(Gone, match="không còn trong kho"):
        open_file(stored)
