"""What is known of a case, and what of it cannot be (thông tin ca bệnh)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming
from vungxanh.apps.cases.models import Classification
from vungxanh.apps.cases.queries.facts import SOURCES, onset
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.cases.queries.windows import begins_by
from vungxanh.core.casework.policy import Policy
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid

_EARLIEST = date(2019, 12, 1)


@dataclass(frozen=True, slots=True)
class Illness:
    """What is known of a case (thông tin ca bệnh); None and "" where nothing is."""

    classification: Classification = Classification.CONFIRMED
    number: str = ""
    has_symptoms: bool | None = None
    onset_on: date | None = None
    sampled_on: date | None = None
    tested_on: date | None = None
    result_at: datetime | None = None
    isolated_at: datetime | None = None


def must_be_sound(illness: Illness, at: datetime) -> None:
    """Invalid names a number that is none of the country's, and each day that cannot be right."""
    if wrong := [*_wrong_number(illness), *_wrong_days(illness, day_of(at)), *_wrong_moments(illness, at)]:
        raise Invalid(_("Thông tin ca bệnh chưa đúng."), errors=wrong)


def _wrong_number(illness: Illness) -> Iterator[FieldError]:
    number = naming.national_number(illness.number)
    if number and naming.is_ours(number):
        yield FieldError("number", _("Đây là mã ca hoặc bí danh của phần mềm, không phải số quốc gia. Ví dụ BN 416."))


def _wrong_days(illness: Illness, today: date) -> Iterator[FieldError]:
    known = {"onset_on": illness.onset_on, "sampled_on": illness.sampled_on, "tested_on": illness.tested_on}
    for name, day in known.items():
        if day and day > today:
            yield FieldError(name, _("Ngày ở tương lai. Ghi hôm nay hoặc một ngày trước đó."))
        elif day and day < _EARLIEST:
            yield FieldError(name, _("Ngày trước khi có dịch."))
    if illness.sampled_on and illness.tested_on and illness.sampled_on > illness.tested_on:
        yield FieldError("tested_on", _("Kết quả không thể có trước khi lấy mẫu."))
    if illness.classification != Classification.SUSPECTED and not (illness.onset_on or illness.tested_on):
        yield FieldError("onset_on", _("Cần ngày khởi phát hoặc ngày xét nghiệm."))
    if illness.has_symptoms is False and illness.onset_on:
        yield FieldError("onset_on", _("Không triệu chứng thì không có ngày khởi phát: bỏ một trong hai."))


def _wrong_moments(illness: Illness, at: datetime) -> Iterator[FieldError]:
    if illness.sampled_on and illness.result_at and day_of(illness.result_at) < illness.sampled_on:
        yield FieldError("result_at", _("Kết quả không thể có trước khi lấy mẫu."))
    late = {
        "result_at": _("Lúc có kết quả ở tương lai. Ghi lúc này hoặc sớm hơn."),
        "isolated_at": _("Lúc cách ly ở tương lai. Ghi lúc này hoặc sớm hơn."),
    }
    for name, message in late.items():
        moment = getattr(illness, name)
        if moment and moment > at + timedelta(hours=1):
            yield FieldError(name, message)
        elif moment and day_of(moment) < _EARLIEST:
            yield FieldError(name, _("Ngày trước khi có dịch."))


def must_have_infected(illness: Illness, at: datetime) -> None:
    """Invalid for an isolation before the illness could be passed on: it leaves nobody a contact."""
    if illness.isolated_at is None:
        return
    today = day_of(at)
    if told := isolated_before(illness, in_force(today)[1], today):
        message = _(
            "Trước khi có thể lây, từ %(since)s, thì không ai được tính là tiếp xúc. Nếu đúng vậy, đánh dấu ô bên dưới."
        )
        message %= {"since": f"{told:%d/%m/%Y}"}
        raise Invalid(message, errors=[FieldError("isolated_at", message)])


def isolated_before(illness: Illness, policy: Policy, today: date) -> date | None:
    """The first infectious day of a source that was kept apart before it; None for others."""
    if illness.isolated_at is None or illness.classification not in SOURCES:
        return None
    since = begins_by(policy, onset(illness), illness.sampled_on or illness.tested_on or today)
    return day_of(since) if illness.isolated_at <= since else None


def days(illness: Illness) -> dict[str, date | datetime | None]:
    """What decides whom a case exposes; forms know no seconds."""
    isolated = illness.isolated_at and illness.isolated_at.replace(second=0, microsecond=0)
    known = {name: getattr(illness, name) for name in ("onset_on", "sampled_on", "tested_on")}
    return known | {"isolated_at": isolated}


def first_day(illness: Illness) -> date | None:
    """The first day that is known of a case."""
    known = [day for day in (illness.onset_on, illness.sampled_on, illness.tested_on) if day]
    return min(known, default=None)
