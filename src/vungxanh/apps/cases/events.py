"""What case work announces after commit; events carry numbers, never names."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """Somebody became a case (đã mở ca bệnh)."""

    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StandingsChanged:
    """A derivation changed somebody's level, dates or plan (đã tính lại)."""

    derivation_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SymptomsTold:
    """Somebody who is followed up has symptoms (có triệu chứng)."""

    check_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonHandedOn:
    """The care of a person went to another unit (đã chuyển theo dõi)."""

    plan_id: int
    unit_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlansOver:
    """Follow-ups reached their last day and ended this morning (hết thời gian theo dõi)."""

    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class PlacesMoved:
    """People stay apart elsewhere from this morning on, or nowhere any more; `counts` are by their path (đổi nơi)."""

    on: date
    counts: dict[str, int]
    at: datetime


@dataclass(frozen=True, slots=True)
class ImportConfirmed:
    """Somebody confirmed staged rows, which now enter in the background (đã xác nhận nhập)."""

    import_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BreakerClosed:
    """Alerts from phones go out again (đã nối lại cảnh báo); `opened_at` is since when they were stopped."""

    turn_id: int
    opened_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class PolicyEntered:
    """Another version of the rules was entered (đã nhập chính sách)."""

    policy_id: int
    at: datetime
