"""A page that is a picture is recognised: under a signature's stamp, and lying upside down."""

from __future__ import annotations

import io
import shutil

import pytest

from tests.core.directives.sample import codes, read
from tests.kit.extract.test_extract import LINES, scan_of, typst_pdf
from vungxanh.kit.extract import extract
from vungxanh.kit.extract import scan as scan_reader

STAMP = (
    r"Ký bởi: Ủy ban nhân dân tỉnh Quảng Nam\ Email: ubnd\@quangnam.gov.vn\ Cơ quan: Tỉnh Quảng Nam\ "
    r"Thời gian ký: 28.07.2020 15:04:05 +07:00"
)


def pictures(lines: list[str]) -> list[bytes]:
    import pypdfium2

    packed = []
    for page in pypdfium2.PdfDocument(typst_pdf(tuple(lines))):
        picture = io.BytesIO()
        page.render(scale=200 / 72, grayscale=True).to_pil().save(picture, "PNG")
        packed.append(picture.getvalue())
    return packed


def stamped_scan(lines: list[str]) -> bytes:
    """Lay a stamp in real text over the pictures of pages."""
    typst = pytest.importorskip("typst")
    pages = pictures(lines)
    laid = "\n#pagebreak()\n".join(
        f"#place(top + left, image(bytes(({','.join(map(str, page))},)), width: 21cm))\n"
        f"#place(top + left, dx: 14cm, dy: 0.5cm, [{STAMP}])"
        for page in pages
    )
    source = f'#set page(paper: "a4", margin: 0cm)\n#set text(size: 7pt)\n{laid}\n'
    return bytes(typst.compile(source.encode()))


def test_a_scan_with_a_stamp_is_told_from_a_page_of_text() -> None:
    import pypdfium2

    scan = pypdfium2.PdfDocument(stamped_scan(LINES[:5]))[0]
    text = str(scan.get_textpage().get_text_bounded())
    assert len(text.strip()) > scan_reader.MIN_CHARS
    assert scan_reader.is_scan(scan, text)
    page = pypdfium2.PdfDocument(typst_pdf(tuple(LINES[:5])))[0]
    assert not scan_reader.is_scan(page, str(page.get_textpage().get_text_bounded()))


@pytest.mark.slow
def test_a_scan_with_a_stamp_is_recognised_and_the_stamp_is_no_part_of_the_letter() -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    found = extract("ky-so.pdf", stamped_scan(LINES[:14]))
    assert found.source == "ocr"
    assert "Ký bởi" in found.text
    form = read(found.text)
    assert (form["number"], form["date"]) == ("4248", "2020-07-28")
    assert form["tasks"]
    assert "Ký bởi" not in form["text"]


@pytest.mark.slow
def test_a_page_that_lies_upside_down_is_turned() -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    import pypdfium2

    upright = scan_of(typst_pdf(tuple(LINES[:14])))
    document = pypdfium2.PdfDocument(upright)
    document[0].set_rotation(180)
    turned = io.BytesIO()
    document.save(turned)
    leads = [[codes(task["lead"]) for task in read(extract("q.pdf", data).text)["tasks"]] for data in (
        upright, turned.getvalue()
    )]  # fmt: skip
    assert leads[0] == leads[1] != []
