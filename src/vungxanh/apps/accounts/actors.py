"""A person acting on their own account, with or without a post."""

from dataclasses import dataclass
from typing import Protocol

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit.actors import Actor


class Administrator(Actor, Protocol):
    """What accounts needs to know of an officer; org's Officer fits."""

    @property
    def user(self) -> User:
        """The person."""

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held in the unit acted for."""


@dataclass(frozen=True, slots=True)
class AccountHolder:
    """A person as the holder of an account (chủ tài khoản), the `by` of what one does to one's own account."""

    user: User

    @property
    def actor_key(self) -> str:
        """`user:` and the user's id."""
        return f"user:{self.user.pk}"

    @property
    def actor_name(self) -> str:
        """The name people read in a history."""
        return self.user.full_name

    @property
    def unit_code(self) -> str:
        """Always empty: an account belongs to a person."""
        return ""
