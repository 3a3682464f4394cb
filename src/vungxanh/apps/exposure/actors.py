"""Phones act too: the actor of what comes from one."""

from dataclasses import dataclass

from vungxanh.kit.actors import NOBODY_NAMED


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that handed something in (điện thoại); 0 is one that never registered."""

    device_id: int = 0

    @property
    def actor_key(self) -> str:
        """`device:` and the number of its row, or `device:` alone."""
        return f"device:{self.device_id or ''}"

    @property
    def actor_name(self) -> str:
        """The name people read in a history; nobody's own."""
        return NOBODY_NAMED["device"] % {"number": self.device_id or "Bluezone"}

    @property
    def unit_code(self) -> str:
        """Always empty: a phone acts for no unit."""
        return ""
