"""What letting a case go does, told before the second press: the case form and the result of a sample (xem trước)."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.apps.cases.models import Case, Classification
from vungxanh.apps.cases.queries.excluding import let_go
from vungxanh.kit import clock
from vungxanh.ui import formats


@dataclass(frozen=True, slots=True)
class Told:
    """What letting a case go does, in words; `seen` is what the second press says it has read."""

    warning: str
    verb: str
    seen: str


def told_first(own: Case, becomes: Classification, *, negative_on: date | None = None) -> Told:
    """The words for a case that `becomes` no source any more; `negative_on` as `let_go` has it."""
    counts = asdict(let_go(own, on=clock.day_of(clock.now()), negative_on=negative_on))
    language = get_language() or "vi"
    warning = _(
        "%(people)s người thôi theo dõi, %(fallen)s người chuyển sang cấp F xa hơn, %(orders)s quyết định cách ly chấm "
        "dứt, %(keys)s lượt gửi khóa Bluezone bị thu hồi. Người còn nguồn khác vẫn được theo dõi. Xem lại rồi bấm lần "
        "nữa."
    )
    numbers = {name: formats.number(count, language) for name, count in counts.items()}
    verb = _("Loại trừ ca bệnh") if becomes == Classification.NOT_A_CASE else _("Trở về ca nghi ngờ")
    return Told(warning % numbers, verb, "-".join(map(str, (*counts.values(), becomes))))
