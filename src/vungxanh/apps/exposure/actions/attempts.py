"""Wrong tries are counted by the database before a code is looked up, so no two at once slip through (lần thử sai).

A try takes a ticket of its address and its device, then one of the whole realm; a right code gives them back. What an
address that is over its limit sends does not count for the realm: closing the door to everybody takes many addresses.

The limits, and what stays open (the *known-good path*):

* 10 tries an hour for an address and for a device; whoever is over it is told to wait, right code or not.
* 200 wrong tries an hour in the realm close the door to 8-digit codes from anybody: of a hundred live codes, guessing
  finds one in 5,000 hours at that rate. The alarm rings at 100, and again when the door closes.
* 16-character codes are out of reach of guessing (78 bits) and are never kept out by a counter. Health officers are
  told to issue those meanwhile.
* 6-digit codes of the app work for one proved number only, so they are counted by that number (5 an hour), not by the
  realm's door.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.db import connection

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.models import CodeKind

WINDOW = timedelta(hours=1)
ADDRESS, DEVICE, NUMBER, REALM = "address", "device", "number", "realm"
MOST = {ADDRESS: 10, DEVICE: 10, NUMBER: 5, REALM: 200}
ALARM = 100
_REALM_DIGEST = "realm"
# One statement for all counters of a try, always in the same order, so that no two wait for each other. A counter need
# not outlive the loss of power: PostgreSQL is told not to wait for its disk (SQLite in WAL mode does not either).
_COUNT = """
INSERT INTO exposure_attempts (scope, digest, "window", count)
SELECT made.column1, made.column2, {moment}, {first} FROM (VALUES {rows}) AS made{at_ease} WHERE true
ON CONFLICT (scope, digest, "window") DO UPDATE SET count = {then} RETURNING scope, count
"""
_MORE = {"first": "1", "then": "exposure_attempts.count + 1"}
_LESS = {"first": "0", "then": "CASE WHEN exposure_attempts.count > 0 THEN exposure_attempts.count - 1 ELSE 0 END"}
_AT_EASE = ", set_config('synchronous_commit', 'off', true)"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The counters that a try was counted in, and whether it is let through; `realm` is how many there are now."""

    allowed: bool
    counted: tuple[tuple[str, str], ...]
    window: datetime
    realm: int = 0


def take(kind: CodeKind | None, *, address: str, device: str = "", number: str = "", at: datetime) -> Ticket:
    """Count a try before it is looked at, outside of the transaction that may be rolled back.

    `device` is what the phone calls itself, `number` the keyed digest of its proved number.
    """
    window = window_of(at)
    own = [(ADDRESS, keyed.of_address(_network(address)))]
    own += [(DEVICE, keyed.of_device(device))] if device else []
    own += [(NUMBER, number)] if kind == CodeKind.APP and number else []
    counts = _counted(own, window)
    if any(count > MOST[scope] for scope, count in counts.items()) and kind != CodeKind.LINK:
        return Ticket(allowed=False, counted=tuple(own), window=window)
    own.append((REALM, _REALM_DIGEST))
    realm = _counted(own[-1:], window)[REALM]
    shut = kind not in (CodeKind.LINK, CodeKind.APP) and realm > MOST[REALM]
    return Ticket(allowed=not shut, counted=tuple(own), window=window, realm=realm)


def give_back(ticket: Ticket) -> None:
    """A right code was no guess."""
    _counted(list(ticket.counted), ticket.window, _LESS)


def take_part(scope: str, digest: str, most: int, *, at: datetime) -> bool:
    """Count something else that a sender may do only so often in the window, such as reports; whether it may."""
    return _counted([(scope, digest)], window_of(at))[scope] <= most


def window_of(at: datetime) -> datetime:
    """The beginning of the window that a moment lies in."""
    return at.replace(minute=0, second=0, microsecond=0)


def _counted(rows: list[tuple[str, str]], window: datetime, change: dict[str, str] = _MORE) -> dict[str, int]:
    """One more (or less) for each, in one statement: no two tries read the same count."""
    is_server = connection.vendor == "postgresql"
    moment = connection.ops.adapt_datetimefield_value(window)
    sql = _COUNT.format(
        rows=", ".join(["(%s, %s)"] * len(rows)),
        moment="%s::timestamptz" if is_server else "%s",
        at_ease=_AT_EASE if is_server else "",
        **change,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment, *(value for row in rows for value in row)])
        return dict(cursor.fetchall())


def _network(address: str) -> str:
    """An address of the old kind itself; of the new kind the network, for a household has 2^64 of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address or "unknown"
    return str(found) if found.version == 4 else found.exploded[:19]
