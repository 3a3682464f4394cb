"""Looking inside what was handed in: archives that explode and pictures that tell where they were taken."""

import lzma
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from vungxanh.kit.files.refusals import FileRefused
from vungxanh.kit.files.types import JPEG, OFFICE, PDF, PHOTOS, PNG

if TYPE_CHECKING:
    from PIL import Image

MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 300 * 2**20
MAX_RATIO = 200
RATIO_FLOOR_BYTES = 10 * 2**20
MAX_PIXELS = 50_000_000
_CHUNK = 2**20
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError
)  # fmt: skip


def check(path: Path, media_type: str, name: str) -> None:
    """Refuse a broken or exploding office file and a PDF without an end; other types pass."""
    if media_type in OFFICE:
        _check_archive(path, name)
    elif media_type == PDF:
        _check_pdf(path, name)


def clean(path: Path, media_type: str, name: str) -> None:
    """Re-encode a photo in place: upright, without EXIF, place or anything hidden behind the picture."""
    if media_type not in PHOTOS:
        return
    from PIL import Image, ImageOps

    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileRefused("bomb", name)
            upright = ImageOps.exif_transpose(picture)
            bare = _bare(upright, media_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise FileRefused("bomb", name) from bomb
    except (OSError, SyntaxError, ValueError, zlib.error, EOFError, IndexError, KeyError, TypeError) as broken:
        raise FileRefused("corrupt", name) from broken
    if media_type == PNG:
        bare.save(path, "PNG", optimize=False)
    elif media_type == JPEG:
        bare.save(path, "JPEG", quality=88)
    else:
        bare.save(path, "WEBP", quality=88)


def _bare(picture: "Image.Image", media_type: str) -> "Image.Image":
    """A new picture that has the pixels and nothing else."""
    from PIL import Image

    transparent = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if transparent and media_type != JPEG else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _check_archive(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            limit = max(RATIO_FLOOR_BYTES, min(MAX_UNPACKED_BYTES, path.stat().st_size * MAX_RATIO))
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > limit:
                raise FileRefused("bomb", name)
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused("corrupt", name)
            for part in parts:
                _read_through(archive, part)
    except _BROKEN_ZIP as broken:
        raise FileRefused("corrupt", name) from broken


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part chunk by chunk; the reader stops at its declared size and checks its sum."""
    with archive.open(part) as stream:
        while stream.read(_CHUNK):
            pass


def _check_pdf(path: Path, name: str) -> None:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 4096))
        if b"%%EOF" not in stream.read():
            raise FileRefused("corrupt", name)
