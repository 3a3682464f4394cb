"""What this box makes of another phone's strength, by the policy's correction for its system (cặp hệ điều hành)."""

from vungxanh.core.tracing.encounters import WEAKEST, Rule
from vungxanh.core.tracing.risk import CURRENT, System
from vungxanh.device.store import ANDROID, IPHONE

_SYSTEMS = {ANDROID: System.ANDROID, IPHONE: System.IOS}
RULES: dict[int, Rule] = {kind: CURRENT.rule(System.ANDROID, system) for kind, system in _SYSTEMS.items()}
CORRECTIONS: dict[int, int] = {kind: CURRENT.correction(System.ANDROID, system) for kind, system in _SYSTEMS.items()}


def as_android(rssi: int, kind: int) -> int:
    """What an Android phone at the same place would have been heard with, as far as eight bits say."""
    return max(WEAKEST, rssi + CORRECTIONS[kind])
