"""What people hand in on these journeys: a letter as PDF, a photo from a telephone, a faulty table."""

import io
import json
from pathlib import Path

import typst
from PIL import Image, ImageDraw

LETTERS = Path(__file__).parent.parent / "letters"
CAMERA = "SECRET-CAMERA"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


# The reader gives a letter of another province no unit of ours: the journeys need letters of this one.
AT_HOME = {
    "ĐỒNG NAI": "QUẢNG NAM",
    "Đồng Nai, ngày": "Quảng Nam, ngày",
    "UBND các huyện, thành phố Long Khánh, Biên Hòa": "UBND các huyện, thị xã, thành phố",
}


def letter_pdf(name: str) -> bytes:
    """A letter of tests/letters, as if written in this province, as a PDF with a text layer, line by line."""
    text = (LETTERS / f"{name}.txt").read_text("utf-8")
    for theirs, ours in AT_HOME.items():
        text = text.replace(theirs, ours)
    return as_pdf(text)


def as_pdf(text: str) -> bytes:
    """A text as a PDF with a text layer, line by line."""
    lines = text.splitlines()
    body = "\n\n".join(f"#text({json.dumps(line, ensure_ascii=False)})" for line in lines if line.strip())
    head = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 11pt, lang: "vi")\n'
    return bytes(typst.compile((head + body).encode()))


def photo() -> bytes:
    """A JPEG held upright by EXIF that also says who made the camera and where the picture was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = CAMERA
    place = exif.get_ifd(GPS)
    place[1], place[2] = "N", (15.0, 52.0, 41.0)
    place[3], place[4] = "E", (108.0, 6.0, 22.0)
    picture = Image.new("RGB", (1600, 1200), "#7fa8b8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 700, 1600, 1200), fill="#4d6b3c")
    draw.rectangle((500, 300, 1100, 800), fill="#c9b48a")
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=90, exif=exif)
    return packed.getvalue()


FAULTY_TABLE = """code,name,kind,level,parent,lat,lon
20999,Xã Mới,xã,commune,999,,
20998,,xã,commune,506,,
20997,Xã Lạc Kinh độ,xã,commune,506,15.9,một trăm
20500,Thị trấn Ái Nghĩa,thị trấn,commune,506,15.88,108.11
"""
