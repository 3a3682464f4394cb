"""Files of every kind become text, and hostile or broken ones a sentence with the cure."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from functools import cache

import pytest
from docx import Document

from tests.core.directives.sample import LETTER, codes, read
from tests.core.text.test_legacy import tcvn3, vni
from vungxanh.kit.extract import Unreadable, extract
from vungxanh.kit.extract import scan as scan_reader

PLAIN = [codes(task["lead"]) for task in read(LETTER)["tasks"]]
LINES = [line for line in LETTER.replace("**", "").splitlines() if line.strip()]


def docx_of(lines: list[str], font: str | None = None) -> bytes:
    document = Document()
    for line in lines:
        run = document.add_paragraph().add_run(line)
        if font:
            run.font.name = font
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


@cache
def typst_pdf(lines: tuple[str, ...], page: str = 'paper: "a4", margin: 2cm') -> bytes:
    typst = pytest.importorskip("typst")
    body = "\n\n".join(f"#text({json.dumps(line, ensure_ascii=False)})" for line in lines)
    return bytes(typst.compile(f"#set page({page})\n#set text(size: 13pt)\n#set par(justify: true)\n{body}\n".encode()))


def scan_of(pdf: bytes) -> bytes:
    import pypdfium2

    pages = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    packed = io.BytesIO()
    pages[0].save(packed, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return packed.getvalue()


def refusal(name: str, data: bytes, **limits: float) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        extract(name, data, **limits)  # type: ignore[arg-type]
    assert name in str(caught.value)
    assert name in caught.value.sentence("en")
    assert str(caught.value) != caught.value.sentence("en")
    return caught.value


@pytest.mark.parametrize("data", [LETTER.encode(), LETTER.encode("utf-16"), vni(LETTER).encode("utf-8")])
def test_a_text_file_reads_to_the_same_tasks(data: bytes) -> None:
    assert [codes(task["lead"]) for task in read(extract("cv.txt", data).text)["tasks"]] == PLAIN


def test_single_byte_tcvn3_is_read() -> None:
    words = "Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra."
    found = extract("cv.txt", tcvn3(words).encode("latin-1"))
    assert found.text == words
    assert "TCVN3" in found.warnings[0]


def test_a_docx_reads_to_the_same_tasks() -> None:
    found = extract("cv.docx", docx_of(LINES))
    assert found.source == "docx"
    assert [codes(task["lead"]) for task in read(found.text)["tasks"]] == PLAIN


def test_legacy_fonts_in_a_docx_are_decoded_run_by_run() -> None:
    assert extract("a.docx", docx_of([tcvn3("ủy ban nhân dân")], ".VnTimeH")).text == "ỦY BAN NHÂN DÂN"
    assert extract("a.docx", docx_of([vni("Sở Y tế")], "VNI-Times")).text == "Sở Y tế"


def test_tables_stand_where_they_stand_in_the_document() -> None:
    document = Document()
    document.add_paragraph("trước")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "trái", "phải"
    document.add_paragraph("sau")
    packed = io.BytesIO()
    document.save(packed)
    assert extract("t.docx", packed.getvalue()).text.split() == ["trước", "trái", "phải", "sau"]


def test_a_pdf_reads_to_the_same_tasks_without_recognition() -> None:
    found = extract("cv.pdf", typst_pdf(tuple(LINES)))
    assert found.source == "pdf"
    assert found.pages >= 2
    form = read(found.text)
    assert [codes(task["lead"]) for task in form["tasks"]] == PLAIN
    assert (form["number"], form["date"]) == ("4248", "2020-07-28")


@pytest.mark.slow
def test_a_scan_is_recognised_and_says_so() -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    seen: list[tuple[int, int]] = []
    found = extract(
        "quet.pdf", scan_of(typst_pdf(tuple(LINES[:14]))), progress=lambda done, pages: seen.append((done, pages))
    )
    assert found.source == "ocr"
    assert found.warnings
    assert seen == [(1, 1)]
    assert read(found.text)["number"] == "4248"


def test_a_scan_without_tesseract_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_reader.shutil, "which", lambda _name: None)
    problem = refusal("quet.pdf", scan_of(typst_pdf(tuple(LINES[:14]))))
    assert problem.code == "needs_ocr"
    assert problem.page == 1
    assert "tesseract" in str(problem)


def test_empty_files_are_refused() -> None:
    assert refusal("rong.pdf", b"").code == "empty"
    assert refusal("trang.txt", b" \n ").code == "empty"
    assert refusal("trang.docx", docx_of([""])).code == "no_text"


def test_the_content_decides_and_not_the_ending() -> None:
    assert refusal("anh.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50)).code == "wrong_type"
    assert refusal("bang.docx", zipped({"xl/workbook.xml": b"<x/>"})).code == "wrong_type"
    assert refusal("cu.docx", b"\xd0\xcf\x11\xe0" + bytes(600)).code == "old_word"
    assert refusal("ma.txt", bytes(range(256)) * 4).code in {"wrong_type", "bad_encoding"}


@pytest.mark.parametrize("name", ["x.exe", "cv.pdf", "cv.docx", "cv.txt.exe", "bang.csv", "cv.doc"])
def test_text_under_another_ending_is_refused_with_both_named(name: str) -> None:
    problem = refusal(name, LETTER.encode())
    assert problem.code == "wrong_ending"
    ending = name[name.rindex(".") :]
    assert f"đuôi {ending} nhưng nội dung là .txt: hãy đổi đuôi" in str(problem)
    assert f"ends in {ending} but holds .txt: rename" in problem.sentence("en")


def test_a_document_under_another_ending_is_refused_with_both_named() -> None:
    assert "đuôi .docx nhưng nội dung là .pdf" in str(refusal("cv.docx", typst_pdf(("Sở Y tế",))))
    assert "đuôi .pdf nhưng nội dung là .docx" in str(refusal("cv.pdf", docx_of(LINES)))
    assert "không có đuôi, nội dung là .pdf" in str(refusal("cv", typst_pdf(("Sở Y tế",))))


def test_an_ending_in_capitals_is_the_same_ending() -> None:
    assert extract("CV.TXT", b"So: 1/UBND").source == "text"
    assert extract("CV.Docx", docx_of(LINES)).source == "docx"


def test_broken_files_are_refused() -> None:
    assert refusal("hong.pdf", typst_pdf(("Sở Y tế",))[:200]).code == "corrupt"
    assert refusal("hong.docx", docx_of(LINES)[:-300]).code == "corrupt"
    assert (
        refusal("hong.docx", zipped({"word/document.xml": b"<w:document>", "[Content_Types].xml": b"<Types/>"})).code
        == "corrupt"
    )


def test_a_pdf_with_a_password_is_refused() -> None:
    assert refusal("khoa.pdf", ENCRYPTED).code == "encrypted"


def test_zip_bombs_are_refused_before_they_unpack() -> None:
    assert refusal("bom.docx", zipped({"word/document.xml": bytes(120 * 1024 * 1024)})).code == "bomb"
    assert refusal("bom.docx", understated(zipped({"word/document.xml": bytes(20 * 1024 * 1024)}))).code in {
        "bomb",
        "corrupt",
    }


def test_entity_bombs_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'
    assert refusal("bom.docx", zipped({"word/document.xml": bomb})).code == "unsafe"


def test_too_many_pages_are_counted_and_refused() -> None:
    pdf = typst_pdf(tuple(f"Trang {i} " + "chữ " * 40 for i in range(6)), "width: 6cm, height: 6cm, margin: 3mm")
    problem = refusal("dai.pdf", pdf, max_pages=3)
    assert problem.code == "too_many_pages"
    assert " 3 " in str(problem)


def test_recognition_stops_at_its_time_limit() -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    problem = refusal("quet.pdf", scan_of(typst_pdf(tuple(LINES[:14]))), time_limit_s=0.0)
    assert problem.code == "too_slow"
    assert problem.page == 1


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return packed.getvalue()


def understated(package: bytes) -> bytes:
    """Write a small declared size into the central directory, as a careful bomb does."""
    at = package.index(b"PK\x01\x02") + 24
    return package[:at] + (1000).to_bytes(4, "little") + package[at + 4 :]


ENCRYPTED = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/O(12345678901234567890123456789012)/U(abcdefghijklmnopqrstuvwxyz123456)/P -4>>endobj
xref
0 5
0000000000 65535 f 
0000000009 00000 n 
0000000052 00000 n 
0000000101 00000 n 
0000000164 00000 n 
trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>
startxref
288
%%EOF
"""  # noqa: W291 - an entry of the table is 20 bytes


def official_pdf() -> bytes:
    """Set the letter as an office does: two-column head and foot, a footnote at the page's foot, page numbers."""
    typst = pytest.importorskip("typst")
    head, rest = LETTER.replace("**", "").split("Kính gửi:")
    body = rest.split("Nơi nhận:")[0]
    lines = [line for line in ("Kính gửi:" + body).splitlines() if line.strip()]
    note = next(line for line in lines if line.startswith("¹ "))
    lines.remove(note)

    def shown(words: str) -> str:
        return f"#text({json.dumps(words, ensure_ascii=False)})"

    marked = [shown(line).replace("¹", f'")#footnote[{shown(note[2:])}]#text("') for line in lines]
    assert "4248" in head
    source = (
        '#set page(paper: "a4", margin: 2.3cm, numbering: "1")\n#set text(size: 13pt)\n#set par(justify: true)\n'
        "#grid(columns: (1fr, 1.4fr), [UBND TỈNH QUẢNG NAM], "
        "[CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\\ Độc lập - Tự do - Hạnh phúc],"
        "[Số: 4248 \\/UBND-KGVX\\ V\\/v triển khai ứng dụng CNTT\\ trong phòng, chống dịch bệnh\\ Covid-19],"
        "[_Quảng Nam, ngày 28 tháng 7 năm 2020_])\n\n"
        + "\n\n".join(marked)
        + "\n\n#grid(columns: (1fr, 1fr), [Nơi nhận:\\ - Như trên;\\ - CPVP;\\ - Lưu: VT, KGVX (Hậu).],"
        "[TM. ỦY BAN NHÂN DÂN\\ KT. CHỦ TỊCH\\ PHÓ CHỦ TỊCH\\ \\ Hồ Quang Bửu])"
    )
    return bytes(typst.compile(source.encode()))


def test_an_office_layout_reads_to_the_same_tasks() -> None:
    form = read(extract("cv.pdf", official_pdf()).text)
    assert [codes(task["lead"]) for task in form["tasks"]] == PLAIN
    assert (form["number"], form["place"], form["date"]) == ("4248", "Quảng Nam", "2020-07-28")
    assert form["subject"] == "triển khai ứng dụng CNTT trong phòng, chống dịch bệnh Covid-19"
    assert form["footnotes"][0].startswith("Cài ứng dụng")
    assert form["signature"]["signer"] == "Hồ Quang Bửu"
    assert form["archive"] == {"units": ["VT", "KGVX"], "drafter": "Hậu"}
