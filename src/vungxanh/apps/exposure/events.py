"""What the exposure feature announces after commit; subjects are the opaque numbers of people in `cases`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UploadRevoked:
    """What was handed in is taken back and phones will be told (đã thu hồi).

    Tasks keep what an event says: why it was taken back may name people and is asked of `queries.uploads.why_revoked`.
    """

    upload_id: str
    subject: str


@dataclass(frozen=True, slots=True)
class ContactReported:
    """Somebody who was near told so themselves (người tiếp xúc tự báo)."""

    upload_id: str
    subject: str


@dataclass(frozen=True, slots=True)
class EncountersFound:
    """Comparing uploads gave other encounters of these subjects than before, more or fewer (đã tìm thấy tiếp xúc).

    `run_id` names the run, `pairs` counts the pairs; who reads them asks `queries.encounters.of_subjects` for the
    subjects from `since` until `until`.
    """

    run_id: str
    subjects: tuple[str, ...]
    pairs: int
    since: datetime
    until: datetime
