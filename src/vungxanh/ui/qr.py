"""An address as a code to scan (mã QR)."""

from io import BytesIO

from django.utils.safestring import SafeString, mark_safe


def qr_code(url: str) -> SafeString:
    """The code as an SVG element, in black; what stands around it gives it a white ground."""
    import qrcode  # type: ignore[import-untyped]  # it has no stubs
    from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

    drawn = BytesIO()
    qrcode.make(url, image_factory=SvgPathImage, box_size=12, border=2).save(drawn)
    return mark_safe(drawn.getvalue().decode().split("?>", 1)[-1])  # noqa: S308 - drawn here, from an address of ours
