"""What the directives feature announces after commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DirectiveReceived:
    """A letter was read into a draft (đã tiếp nhận)."""

    directive_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DirectiveConfirmed:
    """A person confirmed the tasks of a directive (đã xác nhận)."""

    directive_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DirectiveReopened:
    """A confirmed directive went back to the desk (đã mở lại)."""

    directive_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DirectiveWithdrawn:
    """A directive was taken back before it was issued (đã thu hồi)."""

    directive_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ScanReceived:
    """A scanned letter waits to be read in the background (bản quét chờ đọc)."""

    reception_id: int
    at: datetime
