"""The rules everybody is derived by, over HTTP (/cases/policies)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import Field

from vungxanh.apps.cases.actions import ruling
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.queries.foreseeing import Foreseen, foreseen, seen_of, unread
from vungxanh.apps.cases.queries.policy import holds_at_once, versions
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.core.casework import policy as rules
from vungxanh.core.casework.policy_json import from_json
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import ProblemOut, Strict
from vungxanh.kit.problems import Conflict, Invalid

router = Router(tags=["cases"])
Days = Annotated[int, Field(ge=0, le=60)]
TestDays = Annotated[list[Annotated[int, Field(ge=0, le=120)]], Field(max_length=20)]
Share = Annotated[float, Field(ge=0, le=1)]
RiskName = Literal["low", "medium", "high"]


class ContactRuleIn(Strict):
    """Who counts as a close contact: the decision's words, and minutes where it names any."""

    text: str = Field(max_length=1000)
    minutes: int | None = Field(None, ge=1, le=1440)


class LevelRuleIn(Strict):
    """What is ordered for one level; days count from the last exposure, `vaccinated_…` null where nothing differs."""

    level: int = Field(ge=1, le=9)
    place: Literal["facility", "home", "none"]
    quarantine_days: Days
    monitoring_days: Days = 0
    test_days: TestDays = []
    checks_a_day: int = Field(1, ge=0, le=4)
    until_source_result: bool = False
    vaccinated_days: Days | None = None
    vaccinated_test_days: TestDays | None = None


class ThresholdsIn(Strict):
    """Weighted minutes from which an exposure is of high and of medium class."""

    high_minutes: float = Field(gt=0, le=1440)
    medium_minutes: float = Field(gt=0, le=1440)


class AssumedIn(Strict):
    """The probability of infection assumed for a meeting that people told, by its class."""

    high: Share
    medium: Share
    low: Share


class PolicyRules(Strict):
    """One version of the rules; `read` names the figures that were read in the decision, the others are remembered."""

    number: str = Field(max_length=30)
    title: str = Field(max_length=300)
    valid_from: date
    source: str = Field(max_length=600)
    contact: ContactRuleIn
    levels: list[LevelRuleIn] = Field(min_length=1, max_length=9)
    lookback_days: Days
    lookback_days_symptomless: Days
    latency_hours: int = Field(0, ge=0, le=1440)
    max_ring: int = Field(ge=1, le=9)
    thresholds: ThresholdsIn
    least_class: RiskName = "low"
    assumed: AssumedIn
    read: list[Annotated[str, Field(max_length=60)]] = Field([], max_length=120)


class PolicyIn(PolicyRules):
    """The rules, and what the preview of just these gave as `seen`."""

    seen: str = Field("", max_length=64, description="Needed while anybody is touched at once: refused otherwise (409)")


class PolicyVersionOut(Schema):
    """A version; `state` is in_force, ahead, past or replaced."""

    version: str
    state: str
    rules: PolicyRules


class PolicyPreviewOut(Schema):
    """What entering a policy would mean today: people by what becomes of them, all 0 unless it `holds_at_once`.

    `followed` are recomputed, `brought_back` were released and are followed again, `let_go` are released, `new` were
    never followed: these three null where too many people are within reach to count them beforehand. `seen` stands for
    these rules: whoever enters them sends it back.
    """

    holds_at_once: bool
    followed: int
    brought_back: int | None
    let_go: int | None
    new: int | None
    seen: str


class UnseenPolicyOut(ProblemOut):
    """Nothing was entered: what it would mean now; read that and send the rules again with its `seen`."""

    preview: PolicyPreviewOut


class UnseenPolicy(Conflict):
    """The rules touch people at once and what they mean was not read (chưa xem trước)."""

    slug, title = "preview-first", _("Phải xem trước")

    def __init__(self, preview: shown.Shown) -> None:
        super().__init__(_("Chưa nhập gì. Xem những ai bị ảnh hưởng ngay, rồi gửi lại với seen của bản xem trước."))
        self.preview = preview

    def as_json(self, *, instance: str = "") -> dict[str, Any]:
        """The problem document with what the rules would mean."""
        return super().as_json(instance=instance) | {"preview": self.preview}


@router.get("/policies", response=list[PolicyVersionOut], summary="Chính sách / policies")
@guarded_by(versions)
def list_policies(request: HttpRequest) -> list[shown.Shown]:
    """Every version, the latest first."""
    found = versions(officer_of(request), clock.day_of(clock.now()))
    return [{"version": each.row.version, "state": each.state, "rules": each.row.rules} for each in found]


@router.post(
    "/policies",
    response={201: PolicyVersionOut, 409: UnseenPolicyOut},
    summary="Nhập chính sách / enter a policy",
)
@guarded_by(ruling.enter_policy)
def enter_policy(request: HttpRequest, body: PolicyIn) -> Status[shown.Shown]:
    """The next version, or a correction of the one of the same number; everybody it touches is derived again.

    Rules that touch anybody at once are refused with their preview (409) until its `seen` comes with them.
    """
    policy = _typed(body)
    officer, at = officer_of(request), clock.now()
    if means := unread(officer, policy, body.seen, at=at):
        raise UnseenPolicy(_preview(policy, means, at))
    row = ruling.enter_policy(policy, by=officer, at=at)
    state = next(each.state for each in versions(officer, clock.day_of(at)) if each.row.pk == row.pk)
    return Status(201, {"version": row.version, "state": state, "rules": row.rules})


@router.post("/policies/preview", response=PolicyPreviewOut, summary="Xem trước chính sách / preview a policy")
@guarded_by(foreseen)
def preview_policy(request: HttpRequest, body: PolicyRules) -> shown.Shown:
    """Whom the policy would recompute, bring back and let go if it were entered now; nothing is kept."""
    policy, at = _typed(body), clock.now()
    ruling.must_be_sound(policy)
    return _preview(policy, foreseen(officer_of(request), policy, at=at), at)


def _preview(policy: rules.Policy, means: Foreseen, at: datetime) -> shown.Shown:
    figures = shown.columns(means, "followed", "brought_back", "let_go", "new")
    return figures | {"holds_at_once": holds_at_once(policy, clock.day_of(at)), "seen": seen_of(policy)}


def _typed(body: PolicyRules) -> rules.Policy:
    try:
        return from_json(body.model_dump(mode="json", exclude={"seen"}))
    except ValueError as wrong:
        raise Invalid(str(wrong)) from wrong
