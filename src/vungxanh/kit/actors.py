"""Who acts: every write names one actor (người thực hiện) in the audit chain."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """A person in a post, or a part of the system, that changes something."""

    @property
    def actor_key(self) -> str:
        """A stable key such as `user:12` or `system:reminders`."""

    @property
    def actor_name(self) -> str:
        """The name people read in a history."""

    @property
    def unit_code(self) -> str:
        """The code of the unit acted for; empty for the system."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A part of the system that acts by itself, such as the reminder tick (hệ thống)."""

    name: str

    @property
    def actor_key(self) -> str:
        """`system:` and the part's name."""
        return f"system:{self.name}"

    @property
    def actor_name(self) -> str:
        """The name people read in a history."""
        return f"Hệ thống ({self.name})"

    @property
    def unit_code(self) -> str:
        """Always empty: the system acts for no unit."""
        return ""
