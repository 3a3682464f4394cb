"""What the work feature announces after commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DirectiveIssued:
    """A directive became assignments (đã phát hành)."""

    directive_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkGiven:
    """A unit gave these assignments to others: a cascade, a copy or a transfer (đã giao việc)."""

    assignment_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class PerformerAssigned:
    """A person of the unit was told to do it (đã phân công)."""

    assignment_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkReported:
    """The unit says that it is done (đã báo cáo hoàn thành)."""

    assignment_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkAccepted:
    """The giver agrees that these are done (đã chấp nhận)."""

    assignment_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkReturned:
    """The giver sends it back with a reason (đã trả lại)."""

    assignment_id: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """The unit asks for more time (đã xin gia hạn)."""

    extension_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ExtensionDecided:
    """The giver granted or refused more time (đã quyết định gia hạn)."""

    extension_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeadlinesMoved:
    """The deadlines of these moved with that of their lead or of the duty above them (đã dời hạn theo)."""

    assignment_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Commented:
    """Somebody wrote in the thread and named units (đã trao đổi)."""

    entry_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkClosed:
    """These ended without being done: closed, passed on or taken note of (đã đóng)."""

    assignment_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkFollowed:
    """Units merged or ended, and work went along (đã kế thừa).

    `moved_ids` changed their unit, `stayed_ids` took others in, `ended_ids` ended in them; `orphaned_ids` wait for
    their giver to say who goes on; `regiven_ids` are answered by another unit from now on.
    """

    moved_ids: tuple[int, ...]
    stayed_ids: tuple[int, ...]
    ended_ids: tuple[int, ...]
    orphaned_ids: tuple[int, ...]
    regiven_ids: tuple[int, ...]
    at: datetime
