"""What every chart shares: the figure with its finding, the table behind it, hatching and scales."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.ui import formats
from vungxanh.ui.svg.markup import EMPTY, each, fill, join


def key_of(*parts: object) -> str:
    """Derive an element id from what the chart says, so that equal input gives equal markup."""
    return "c" + hashlib.blake2s("\x1f".join(map(str, parts)).encode(), digest_size=5).hexdigest()


def pct(share: float) -> str:
    """Write a share between 0 and 1 as an SVG percentage."""
    return f"{share * 100:.2f}%"


def written(value: float | None, unit: str = "") -> str:
    """Write a value with its unit in the reader's language; unit `%` takes a share between 0 and 1."""
    return _("ẩn") if value is None else _written(value, unit, get_language() or "vi")


@lru_cache(maxsize=4096)
def _written(value: float, unit: str, language: str) -> str:
    """The same few hundred counts stand on every page; equal numbers (1 and 1.0) are written alike."""
    if unit == "%":
        return formats.percent(value, language)
    places = 0 if float(value).is_integer() else 1
    return formats.number(value, language, places) + (f"\N{NO-BREAK SPACE}{unit}" if unit else "")


def ticks(maximum: float, count: int = 4) -> list[float]:
    """Return round steps from 0 up to at least the maximum."""
    if maximum <= 0:
        return [0.0, 1.0]
    rough = maximum / count
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough * 0.999)
    return [step * i for i in range(math.ceil(maximum / step - 1e-9) + 1)]


def hatch(key: str) -> SafeString:
    """Define the hatching that stands for a suppressed number."""
    return fill(
        '<defs><pattern id="{}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="6" height="6"></rect>'
        '<path class="hatch-line" d="M0 0V6"></path></pattern></defs>',
        key,
    )


def svg(
    key: str, title: str, description: str, body: SafeString, *, size: SafeString, links: bool = False
) -> SafeString:
    """Wrap a drawing with its title and description; a drawing with links is a group, not one image."""
    return fill(
        '<svg {} role="{}" aria-labelledby="{}-t" aria-describedby="{}-d"><title id="{}-t">{}</title>'
        '<desc id="{}-d">{}</desc>{}</svg>',
        size,
        "group" if links else "img",
        key,
        key,
        key,
        title,
        key,
        description,
        body,
    )


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> SafeString:
    """Set out the numbers behind a chart, folded."""
    first, *rest = head
    header = fill('<th scope="col">{}</th>', first) + each('<th scope="col" class="num">{}</th>', rest)
    body = join(
        fill(
            '<tr><th scope="row">{}</th>{}</tr>',
            row[0],
            each('<td class="num">{}</td>', row[1:]),
        )
        for row in rows
    )
    return fill(
        '<details class="chart-data"><summary>{}</summary>'
        '<div class="scroll" tabindex="0" role="group" aria-label="{}">'
        '<table class="table compact"><caption class="sr">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>",
        _("Bảng số liệu"),
        caption,
        caption,
        header,
        body,
    )


def figure(title: str, note: str, *parts: SafeString, kind: str = "") -> SafeString:
    """Frame a chart: the finding first, then how it was counted, then the drawing and its numbers."""
    small = fill('<span class="chart-note">{}</span>', note) if note else EMPTY
    return fill(
        '<figure class="chart {}"><figcaption><span class="chart-title">{}</span>{}</figcaption>{}</figure>',
        kind,
        title,
        small,
        join(parts),
    )
