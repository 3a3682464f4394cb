"""Tables of case work."""

from vungxanh.apps.cases.models.alike import Alike, Uncompared
from vungxanh.apps.cases.models.breaker import BreakerTurn
from vungxanh.apps.cases.models.case import COUNTED, Case, CaseState, Classification, Investigation
from vungxanh.apps.cases.models.derivation import Change, Derivation, Ring, Standing, Tally
from vungxanh.apps.cases.models.exposure import LONGEST_NOTE, Class, Exposure, Origin, Setting
from vungxanh.apps.cases.models.followup import (
    ILL_FIRST,
    Check,
    DecidedSource,
    Decision,
    Outcome,
    Plan,
    Sample,
    SampleResult,
    SelfReport,
)
from vungxanh.apps.cases.models.measure import LAST_NUMBER, LONGEST_SIGN, Order, OrderState, Place, Release
from vungxanh.apps.cases.models.notice import CommuneTold
from vungxanh.apps.cases.models.person import Merge, NotSame, Opening, Person, Sex
from vungxanh.apps.cases.models.policy import Policy
from vungxanh.apps.cases.models.staging import Import, ImportRow, ImportState, RowState

__all__ = [
    "COUNTED",
    "ILL_FIRST",
    "LAST_NUMBER",
    "LONGEST_NOTE",
    "LONGEST_SIGN",
    "Alike",
    "BreakerTurn",
    "Case",
    "CaseState",
    "Change",
    "Check",
    "Class",
    "Classification",
    "CommuneTold",
    "DecidedSource",
    "Decision",
    "Derivation",
    "Exposure",
    "Import",
    "ImportRow",
    "ImportState",
    "Investigation",
    "Merge",
    "NotSame",
    "Opening",
    "Order",
    "OrderState",
    "Origin",
    "Outcome",
    "Person",
    "Place",
    "Plan",
    "Policy",
    "Release",
    "Ring",
    "RowState",
    "Sample",
    "SampleResult",
    "SelfReport",
    "Setting",
    "Sex",
    "Standing",
    "Tally",
    "Uncompared",
]
