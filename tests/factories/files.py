"""Files of each kind, made in memory."""

import io
import zipfile

from PIL import Image

PDF_BYTES = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture_bytes(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    """A picture of one colour."""
    mode = "RGBA" if kind == "PNG" else "RGB"
    target = io.BytesIO()
    Image.new(mode, size, "green").save(target, kind, **options)
    return target.getvalue()


def photo_with_place() -> bytes:
    """A JPEG turned on its side by EXIF, with the place it was taken at."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (15.0, 34.0, 8.0)
    return picture_bytes("JPEG", (40, 20), exif=exif)


def docx_bytes(extra: dict[str, bytes] | None = None) -> bytes:
    """The smallest archive that declares itself a DOCX, with more parts when given."""
    declared = (
        '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", declared)
        archive.writestr("word/document.xml", "<w:document/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()
