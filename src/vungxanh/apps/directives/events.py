"""What the directives feature announces after commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScanReceived:
    """A scanned letter waits to be read in the background (bản quét chờ đọc)."""

    reception_id: int
    at: datetime
