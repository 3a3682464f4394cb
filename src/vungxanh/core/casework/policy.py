"""What a decision of the Ministry of Health orders for contacts, as data with a version (chính sách theo quyết định).

Definitions, days and tests changed seven times in two years. Levels and days are therefore derived under a policy that
is handed in, and deriving an old day under the policy of that day gives that day's answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from vungxanh.core.casework.words import Said
from vungxanh.core.tracing.risk import Class

LONGEST_DAYS = 60
LOOKBACK_DAYS = 3
"""How long before onset or test somebody infects others, where no policy says otherwise."""
DEEPEST_RING = 9


class Place(StrEnum):
    """Where a person stays apart, the strictest first (nơi cách ly)."""

    FACILITY = "facility"
    HOME = "home"
    NONE = "none"


class Confidence(StrEnum):
    """Whether a figure was read in a source or is remembered; the second must be checked before it is relied on."""

    READ = "read"
    MEMORY = "from memory"


@dataclass(frozen=True, slots=True)
class ContactRule:
    """Who counts as a close contact: the words of the decision, and minutes where it names any (tiếp xúc gần)."""

    text: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What is ordered for one level; days count from the day of the last exposure, which is day 0.

    `vaccinated_days` and `vaccinated_test_days` stand in for the fully vaccinated, None where nothing differs.
    `until_source_result`: quarantine ends sooner when the contact in between tests negative (F2 chờ kết quả F1).
    """

    level: int
    place: Place
    quarantine_days: int
    monitoring_days: int = 0
    test_days: tuple[int, ...] = ()
    checks_a_day: int = 1
    until_source_result: bool = False
    vaccinated_days: int | None = None
    vaccinated_test_days: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Weighted minutes from which an exposure is of high and of medium class (ngưỡng nguy cơ)."""

    high_minutes: float = 15.0
    medium_minutes: float = 5.0

    def class_of(self, weighted_minutes: float) -> Class:
        """The class of so many weighted minutes."""
        if weighted_minutes >= self.high_minutes:
            return Class.HIGH
        return Class.MEDIUM if weighted_minutes >= self.medium_minutes else Class.LOW


# 1 - exp(-0.011 · hours), of 6 h (the median exposure that transmitted), 0.7 h (the median of all) and 0.25 h:
# Ferretti et al., Nature 2023. Only for exposures told by people, which have no measured minutes.
ASSUMED = {Class.HIGH: 0.064, Class.MEDIUM: 0.0077, Class.LOW: 0.0027}


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules; `read` names the fields that were read in a source, as `lookback_days` or `f1.place`.

    The window of a case begins `lookback_days` before onset, or `lookback_days_symptomless` before the test of who had
    no symptoms then, and ends with isolation. `latency_hours` 0 is the legal F2; 24 to 48 hours make a filter of
    priority. Levels deeper than the last of `levels` follow the last. `least_class` is the weakest class that makes a
    contact.
    """

    number: str
    title: str
    valid_from: date
    contact: ContactRule
    levels: tuple[LevelRule, ...]
    source: str
    lookback_days: int = LOOKBACK_DAYS
    lookback_days_symptomless: int = LOOKBACK_DAYS
    latency_hours: int = 0
    max_ring: int = 5
    thresholds: Thresholds = Thresholds()
    least_class: Class = Class.LOW
    assumed: Mapping[Class, float] = field(default_factory=ASSUMED.copy)
    read: frozenset[str] = frozenset()

    def for_level(self, level: int) -> LevelRule:
        """What is ordered for F1, F2 …"""
        return self.levels[min(max(level, 1), len(self.levels)) - 1]

    def class_told(self, minutes: float | None, *, stayed: bool = False) -> Class:
        """The class of a meeting that people tell of; None minutes are unknown, and never taken for few.

        Where the definition names no minutes, everybody who was near is a close contact; where it names some, those
        who were somewhere where people stay together (`stayed`), and the others are a class below.
        """
        if minutes is not None:
            return self.thresholds.class_of(minutes)
        return Class.HIGH if self.contact.minutes is None or stayed else Class.MEDIUM

    def confidence(self, name: str) -> Confidence:
        """Whether a field was read in a source or stands here from memory."""
        return Confidence.READ if name in self.read else Confidence.MEMORY

    def __hash__(self) -> int:
        return hash((self.number, self.valid_from))


def in_force(policies: Iterable[Policy], on: date) -> Policy | None:
    """The latest policy that is valid on a day, by its day and then its number; None before the first."""
    valid = [policy for policy in policies if policy.valid_from <= on]
    return max(valid, key=lambda policy: (policy.valid_from, policy.number), default=None)


def fields_of(policy: Policy) -> tuple[str, ...]:
    """Every name that `read` may hold and `confidence` may be asked about."""
    own = (one.name for one in fields(Policy) if one.name not in {"contact", "levels", "source", "read"})
    of_level = (one.name for one in fields(LevelRule) if one.name != "level")
    each = (f"f{rule.level}.{name}" for name in of_level for rule in policy.levels)
    return (*own, "contact.text", "contact.minutes", *each)


def problems(policy: Policy) -> list[Said]:
    """What must be mended before a policy may be used; nothing when it is sound."""
    found = []
    if not policy.number.strip() or not policy.title.strip() or not policy.contact.text.strip():
        found.append(Said("Thiếu số, tên hoặc định nghĩa tiếp xúc.", "Number, title or definition is missing."))
    if not policy.source.strip():
        found.append(Said("Thiếu nguồn.", "The source is missing."))
    days = (policy.lookback_days, policy.lookback_days_symptomless)
    if any(not 0 <= count <= LONGEST_DAYS for count in days) or not 0 <= policy.latency_hours <= 24 * LONGEST_DAYS:
        found.append(Said("Số ngày tra ngược hoặc số giờ ủ bệnh ngoài phạm vi.", "Look-back or latency out of range."))
    if not 1 <= policy.max_ring <= DEEPEST_RING:
        found.append(Said(f"Vòng sâu nhất phải từ 1 đến {DEEPEST_RING}.", f"Deepest ring: 1 to {DEEPEST_RING}."))
    if not 0 < policy.thresholds.medium_minutes <= policy.thresholds.high_minutes:
        found.append(Said("Ngưỡng nguy cơ không tăng dần.", "Thresholds of risk do not rise."))
    if policy.contact.minutes is not None and policy.contact.minutes < 1:
        found.append(Said("Số phút tiếp xúc phải dương.", "Minutes of contact must be positive."))
    if set(policy.assumed) != set(Class) or not all(0 <= share <= 1 for share in policy.assumed.values()):
        found.append(Said("Xác suất giả định thiếu hoặc ngoài 0–1.", "Assumed probabilities are missing or not 0–1."))
    if policy.read - set(fields_of(policy)):
        found.append(Said("Ghi nguồn cho mục không có.", "A source is stated for a field that does not exist."))
    return found + _problems_of_levels(policy.levels)


def _problems_of_levels(levels: tuple[LevelRule, ...]) -> list[Said]:
    found = []
    if not levels or [rule.level for rule in levels] != list(range(1, len(levels) + 1)):
        found.append(Said("Các cấp phải liền nhau từ F1.", "Levels must run from F1 without a gap."))
    for rule in levels:
        name = f"F{rule.level}"
        lengths = (rule.quarantine_days, rule.monitoring_days, rule.vaccinated_days or 0)
        if any(not 0 <= count <= LONGEST_DAYS for count in lengths):
            found.append(Said(f"{name}: số ngày phải từ 0 đến {LONGEST_DAYS}.", f"{name}: 0 to {LONGEST_DAYS} days."))
        if (rule.place is Place.NONE) != (rule.quarantine_days == 0):
            found.append(Said(f"{name}: nơi cách ly và số ngày không khớp.", f"{name}: place and days disagree."))
        for tests, kept in (
            (rule.test_days, rule.quarantine_days),
            (rule.vaccinated_test_days or (), rule.vaccinated_days),
        ):
            last = (rule.quarantine_days if kept is None else kept) + rule.monitoring_days
            found += _problems_of_tests(name, tests, last)
        if not 0 <= rule.checks_a_day <= 4:
            found.append(Said(f"{name}: mỗi ngày hỏi 0 đến 4 lần.", f"{name}: 0 to 4 checks a day."))
    return found


def _problems_of_tests(name: str, tests: tuple[int, ...], last: int) -> list[Said]:
    """What is wrong with the days of the tests of a level whose quarantine and monitoring last so long."""
    found = []
    if list(tests) != sorted(set(tests)):
        found.append(
            Said(
                f"{name}: ghi mỗi ngày xét nghiệm một lần, từ nhỏ đến lớn.",
                f"{name}: write each test day once, the smallest first.",
            )
        )
    if beyond := [day for day in tests if not 0 <= day <= last]:
        days = ", ".join(map(str, beyond))
        found.append(
            Said(
                f"{name}: ngày xét nghiệm {days} nằm ngoài {last} ngày cách ly và theo dõi. "
                "Bỏ ngày đó hoặc thêm ngày theo dõi.",
                f"{name}: test day {days} lies outside the {last} days of quarantine and monitoring. "
                "Leave it out or monitor longer.",
            )
        )
    return found
