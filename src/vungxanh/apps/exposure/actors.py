"""Phones act too: the actor of what comes from one."""

from dataclasses import dataclass


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
        return f"Thiết bị {self.device_id}" if self.device_id else "Thiết bị Bluezone"

    @property
    def unit_code(self) -> str:
        """Always empty: a phone acts for no unit."""
        return ""
