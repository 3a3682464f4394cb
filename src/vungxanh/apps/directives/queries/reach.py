"""Addressees without an account here, and the channel that reaches them (nơi nhận chưa có tài khoản)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vungxanh.apps.directives.queries.coverage_rules import AddresseeFacts, some_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.reach import Channel, without_accounts


@dataclass(frozen=True, slots=True)
class Unreached:
    """Units of one addressee that nobody can sign in for and that share a channel; `count` is 0 for an unknown body."""

    name: str
    count: int
    some: str
    channel: str


def unreached_of(addressees: Sequence[AddresseeFacts], *, on: date) -> Iterator[Unreached]:
    """For every addressee the units without a current post, by the channel that reaches them (2 queries)."""
    wanted = {pk for addressee in addressees for pk in addressee.members}
    lone = without_accounts(Unit.objects.filter(pk__in=wanted).order_by("name"), on)
    for addressee in addressees:
        if not addressee.members:
            yield Unreached(addressee.name, 0, "", str(Channel.UNKNOWN.label))
        by_channel: dict[str, list[str]] = defaultdict(list)
        for each in lone:
            if each.unit.pk in addressee.members:
                by_channel[str(each.channel.label)].append(each.unit.name)
        for channel, names in by_channel.items():
            yield Unreached(addressee.name, len(names), some_of(names), channel)
