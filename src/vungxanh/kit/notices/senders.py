"""Channels by which a notice leaves the application; higher features register theirs at start-up.

What happens when a worker is killed while sending is each sender's choice. `repeatable = True` is at-least-once: the
message goes again under the same `Message.key` (console; e-mail, whose Message-ID is that key). `repeatable = False`
is at-most-once: the delivery becomes `unknown` and a person decides (for channels that cost money or ring at night).
A sender gives up by itself within five minutes.
"""

from dataclasses import dataclass
from typing import Protocol

from django.contrib.auth.base_user import AbstractBaseUser


class Undeliverable(Exception):  # noqa: N818 - the name says what happened
    """This message will never reach this person; it is not tried again."""


class TemporaryFailure(Exception):  # noqa: N818 - the name says what happened
    """Surely not sent; tried again later."""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out; `key` stays the same however often it is tried."""

    key: str
    user: AbstractBaseUser
    subject: str
    body: str
    url: str
    urgent: bool
    language: str


class Sender(Protocol):
    """One channel (kênh gửi)."""

    @property
    def name(self) -> str:
        """A short stable name, such as `email`."""

    @property
    def repeatable(self) -> bool:
        """Whether an interrupted message may be sent again."""

    def reaches(self, user: AbstractBaseUser) -> bool:
        """Whether the person has an address on this channel."""

    def send(self, message: Message) -> str:
        """Hand the message over and return the channel's reference; may raise Undeliverable or TemporaryFailure."""


_senders: dict[str, Sender] = {}


def register(sender: Sender) -> None:
    """Make a channel available under its name; a second one of that name replaces it."""
    _senders[sender.name] = sender


def named(name: str) -> Sender | None:
    """The channel of this name, if it is still registered."""
    return _senders.get(name)


def names() -> list[str]:
    """The names of all channels, in the order of registration."""
    return list(_senders)


def sender_for(user: AbstractBaseUser, channel: str) -> Sender | None:
    """The preferred channel when it reaches the person, else the first that does."""
    preferred = _senders.get(channel)
    ordered = ([preferred] if preferred else []) + list(_senders.values())
    return next((sender for sender in ordered if sender.reaches(user)), None)
