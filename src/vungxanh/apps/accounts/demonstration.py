"""Whom a visitor of the demonstration may become (người dùng mẫu); org registers the roster at start-up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vungxanh.apps.accounts.models import User

MOST = 24


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample person as the sign-in page lists them, under the heading `role`."""

    user: User
    role: str = ""
    unit: str = ""


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
