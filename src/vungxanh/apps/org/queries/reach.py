"""How a unit without accounts is reached (kênh liên hệ)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.officers import posts_on


class Channel(TextChoices):
    """The way a letter comes to a unit, best first."""

    ACCOUNT = "account", _("Tài khoản trên hệ thống")
    EMAIL = "email", _("Thư điện tử")
    PHONE = "phone", _("Điện thoại, tin nhắn")
    POST = "post", _("Bản giấy qua bưu chính")
    UNKNOWN = "unknown", _("Chưa có thông tin liên hệ")


@dataclass(frozen=True, slots=True)
class Reach:
    """A unit, its channel, and the address or number of that channel."""

    unit: Unit
    channel: Channel
    contact: str = ""


def reach(units: Iterable[Unit], on: date) -> list[Reach]:
    """The best channel to each unit on the day, in the order given (1 query)."""
    wanted = list(units)
    with_people = set(posts_on(on).order_by().values_list("unit", flat=True).distinct())
    return [_reach(unit, unit.pk in with_people) for unit in wanted]


def without_accounts(units: Iterable[Unit], on: date) -> list[Reach]:
    """Only the units in which nobody holds a post on the day, with the channel that reaches them (1 query)."""
    return [each for each in reach(units, on) if each.channel != Channel.ACCOUNT]


def _reach(unit: Unit, has_people: bool) -> Reach:
    if has_people:
        return Reach(unit, Channel.ACCOUNT)
    contacts = ((Channel.EMAIL, unit.email), (Channel.PHONE, unit.phone), (Channel.POST, unit.address))
    return next(
        (Reach(unit, channel, contact) for channel, contact in contacts if contact), Reach(unit, Channel.UNKNOWN)
    )
