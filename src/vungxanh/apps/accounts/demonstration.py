"""Whom a visitor of the demonstration may become (người dùng mẫu); org registers the roster at start-up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User

MOST = 24
PASSWORD = "vungxanh-2020-mau"  # noqa: S105 - published; sample people exist in demonstrations only


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample person as the sign-in page lists them, under the heading `role`."""

    user: User
    role: str = ""
    unit: str = ""


def password_hint(user: User) -> str:
    """What a sample person's visitor has to type where the password is asked for; empty for everybody else."""
    if not settings.DEMONSTRATION or not user.is_sample:
        return ""
    return format_html(
        _("Bản trình diễn, mật khẩu của mọi người mẫu: {}"), format_html('<code class="nowrap">{}</code>', PASSWORD)
    )


Roster = Callable[[], Iterable[Sample]]
_rosters: list[Roster] = []


def register_roster(roster: Roster) -> None:
    """Tell accounts which sample people to offer, in order; the last registration holds."""
    _rosters[:] = [roster]


def samples() -> list[Sample]:
    """At most 24 sample people who can sign in; without a roster the first by name."""
    listed = (
        _rosters[0]()
        if _rosters
        else map(Sample, User.objects.filter(is_sample=True).order_by("full_name", "pk")[:MOST])
    )
    return [sample for sample in listed if sample.user.is_sample and sample.user.is_active][:MOST]
