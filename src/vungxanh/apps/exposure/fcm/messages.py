"""A message as the push service wants it: data only, high priority, every value a text (tin đẩy)."""

import json
from datetime import datetime

from vungxanh.apps.exposure.actions.commands import MOST_BYTES, size_of
from vungxanh.apps.exposure.models import Command, CommandKind

LONGEST_S = 28 * 86_400
REFUSED = frozenset({"LayThongTinVaLichSu", "YeuCauGuiLichSu", "GetLogApp", "GetInfoApp"})
"""By these a server of 2020 took a phone's keys, history or log without its owner: never sent, whatever a row says."""


class Forbidden(ValueError):  # noqa: N818 - the name says what happened
    """No such message leaves this server."""


def data_of(command: Command) -> dict[str, str]:
    """The data map of a command; raises Forbidden for what may not or cannot be sent."""
    data = json.loads(command.data)
    kind = data.get("Type", "")
    if kind in REFUSED or kind not in CommandKind.values or kind != command.kind:
        raise Forbidden("kind")
    if not all(isinstance(value, str) for value in data.values()) or size_of(data) > MOST_BYTES:
        raise Forbidden("form")
    found: dict[str, str] = data
    return found


def body(token: str, data: dict[str, str], *, expires_at: datetime, at: datetime) -> bytes:
    """The JSON of `messages:send` for one phone; after `expires_at` nobody needs it any more."""
    left_s = min(max(0, int((expires_at - at).total_seconds())), LONGEST_S)
    message = {
        "token": token,
        "data": data,
        "android": {"priority": "HIGH", "ttl": f"{left_s}s"},
        "apns": {
            # Apple refuses priority 10 for a message without an alert.
            "headers": {
                "apns-priority": "5",
                "apns-push-type": "background",
                "apns-expiration": str(int(expires_at.timestamp())),
            },
            "payload": {"aps": {"content-available": 1}},
        },
    }
    return json.dumps({"message": message}, ensure_ascii=False, separators=(",", ":")).encode()
