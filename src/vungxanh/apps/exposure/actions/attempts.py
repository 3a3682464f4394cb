"""Wrong tries are counted by the database before a code is looked up, so no two at once slip through (lần thử sai).

A try takes a ticket of its address, its network, its device and its numbers; only what none of these refuses is
counted for the whole realm, and of one network the realm counts no more than two an hour: to shut a door to everybody
takes a hundred networks. A right code gives the tries back. The same code of the same phone within a minute is the same
try: the app sends each press twice, with the history and without.

The limits, and what stays open (the *known-good path*):

* 10 tries an hour for an address and for a device, 100 for a network (`keyed.of_network`). With 16-character codes ten
  times as many: they are out of reach of guessing (78 bits). With six digits of the app 30 for an address: a hospital
  has one. Whoever is over a limit is told to wait, right code or not.
* Each kind of code has its own count of the realm. 200 close the door to 8-digit codes, or to codes of the app that are
  bound to no number, until the hour ends: of a hundred live 8-digit codes, guessing from a hundred networks finds one
  in a thousand hours. What six digits that are bound to no number let in counts for nothing until a health officer has
  spoken to the person. The alarm rings at 100, and again when the door closes.
* 16-character codes are kept out by no count of the realm. A code of the app that is bound to a number is kept out by
  that number's own count and the device's alone: 5 tries for those who have proved the number and 5 for those who only
  say it, until a fresh code is issued for it. Health officers are told to issue these meanwhile.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.models import Attempts, CodeKind
from vungxanh.apps.exposure.turns import turn

ADDRESS, NETWORK, DEVICE, NUMBER, SAID, TWIN = "address", "network", "device", "number", "said", "twin"
REALM, REALM_APP, REALM_LINK = "realm", "r-app", "r-link"
MOST = {ADDRESS: 10, NETWORK: 100, DEVICE: 10, NUMBER: 5, SAID: 5, REALM: 200, REALM_APP: 200}
_REALM_OF = {CodeKind.APP: REALM_APP, CodeKind.LINK: REALM_LINK}
LINK_TIMES = 10
_TIMES = {
    CodeKind.LINK: {ADDRESS: LINK_TIMES, NETWORK: LINK_TIMES, DEVICE: LINK_TIMES},
    CodeKind.APP: {ADDRESS: 3},
}
NETWORK_SHARE = 2
ALARM = 100
CHAFF, MOST_CHAFF = "chaff", 200  # a carrier's shared address with 12,000 phones behind it sends so much an hour
_REALM_DIGEST = "realm"
# One statement for all counters of a try, always in the same order, so that no two wait for each other. A counter need
# not outlive the loss of power: PostgreSQL is told not to wait for its disk (SQLite in WAL mode does not either).
_COUNT = """
INSERT INTO exposure_attempts (scope, digest, "window", count)
SELECT made.column1, made.column2, {moment}, {first} FROM (VALUES {rows}) AS made{at_ease} WHERE true
ON CONFLICT (scope, digest, "window") DO UPDATE SET count = {then} RETURNING scope, digest, count
"""
_MORE = {"first": "1", "then": "exposure_attempts.count + 1"}
_LESS = {"first": "0", "then": "CASE WHEN exposure_attempts.count > 0 THEN exposure_attempts.count - 1 ELSE 0 END"}
_AT_EASE = ", set_config('synchronous_commit', 'off', true)"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The counters that a try was counted in, and what it may be looked up as.

    `allowed` says whether as a code that anybody may type, `numbers` as one bound to which number. `scope` is the
    realm's counter that it concerns and `realm` what this very try made of it, 0 when it did not count. A `repeated`
    try is the one before again: it gives its counts back whatever comes of it.
    """

    allowed: bool
    counted: tuple[tuple[str, str], ...]
    window: datetime
    scope: str = REALM
    realm: int = 0
    numbers: frozenset[str] = frozenset()
    repeated: bool = False


def take(
    kind: CodeKind | None,
    *,
    address: str,
    device: str = "",
    text: str = "",
    said: Collection[str] = (),
    proved: Collection[str] = (),
    at: datetime,
) -> Ticket:
    """Count a try with a code of a kind before it is looked at, outside of the transaction that may be rolled back.

    `device` is what the phone calls itself, `text` the code, `proved` the keyed digests of numbers that it has proved
    and `said` of others that it names. Text of no kind can be right for nobody: the realm does not count it.
    """
    window = window_of(at)
    numbers = [(NUMBER, one) for one in sorted(proved)] + [(SAID, one) for one in sorted(set(said) - set(proved))]
    own = [(ADDRESS, keyed.of_address(address)), (NETWORK, keyed.of_network(address))]
    own += [(DEVICE, keyed.of_device(device))] if device else []
    own += numbers if kind == CodeKind.APP else []
    own += [(TWIN, keyed.of_device(f"{device}:{text}:{at:%Y%m%d%H%M}"))] if device and text else []
    counts = _counted(own, window)
    repeated = any(counts[row] > 1 for row in own if row[0] == TWIN)
    full = [row for row in own if row[0] in MOST and counts[row] - repeated > _most(row[0], kind)]
    open_numbers = [] if any(name == DEVICE for name, _digest in full) else [row for row in own if row in numbers]
    scope, realm = (_REALM_OF.get(kind, REALM) if kind else REALM), 0
    allowed = all(row in numbers for row in full)
    if allowed and kind is not None:
        if counts[own[1]] <= NETWORK_SHARE and not repeated:
            own.append((scope, _REALM_DIGEST))
            realm = _counted(own[-1:], window)[own[-1]]
        allowed = scope not in MOST or (realm or realm_count(scope, at=at)) <= MOST[scope]
    return Ticket(
        allowed=allowed,
        counted=tuple(own),
        window=window,
        scope=scope,
        realm=realm,
        numbers=frozenset(digest for name, digest in open_numbers if (name, digest) not in full),
        repeated=repeated,
    )


def _most(scope: str, kind: CodeKind | None) -> int:
    return MOST[scope] * (_TIMES.get(kind, {}).get(scope, 1) if kind else 1)


def begin_anew(numbers: Collection[str], *, at: datetime) -> None:
    """Forget the tries with these numbers, for which a fresh code was issued (đếm lại từ đầu)."""
    Attempts.objects.filter(scope__in=(NUMBER, SAID), digest__in=numbers, window=window_of(at)).delete()


def realm_count(scope: str, *, at: datetime) -> int:
    """What a counter of the realm stands at in this window."""
    row = Attempts.objects.filter(scope=scope, digest=_REALM_DIGEST, window=window_of(at))
    return row.values_list("count", flat=True).first() or 0


def shut_doors(at: datetime) -> dict[str, bool]:
    """Which kinds of code let nobody in until the hour ends: 8 digits, six digits bound to no number."""
    scopes = {CodeKind.VOICE.value: REALM, CodeKind.APP.value: REALM_APP}
    return {kind: realm_count(scope, at=at) >= MOST[scope] for kind, scope in scopes.items()}


def give_back(ticket: Ticket, *, durably: bool = False) -> None:
    """A right code was no guess; `durably` waits for the disk, and so for all that was committed before."""
    _counted(list(ticket.counted), ticket.window, _LESS, at_ease=not durably)


@dataclass(frozen=True, slots=True)
class Limit:
    """How often in a window something may be done by whom a digest names; the realm's has no digest of its own."""

    scope: str
    most: int
    digest: str = _REALM_DIGEST


@dataclass(frozen=True, slots=True)
class Over:
    """The limit that was passed, and whether this was the first to pass it in the window."""

    scope: str
    is_first: bool


def take_part(*limits: Limit, at: datetime) -> Over | None:
    """Count something else that may be done only so often, such as reports; None when it may.

    Whoever is over a limit does not count for those that follow: name the realm last.
    """
    for limit in limits:
        row = (limit.scope, limit.digest)
        count = _counted([row], window_of(at))[row]
        if count > limit.most:
            return Over(limit.scope, is_first=count == limit.most + 1)
    return None


def is_worth_weighing(address: str, *, at: datetime) -> bool:
    """Whether chaff of an address is worked through like a report; what comes too often is only answered like one."""
    return take_part(Limit(CHAFF, MOST_CHAFF, keyed.of_address(address)), at=at) is None


def window_of(at: datetime) -> datetime:
    """The beginning of the window that a moment lies in."""
    return at.replace(minute=0, second=0, microsecond=0)


def _counted(
    rows: list[tuple[str, str]], window: datetime, change: dict[str, str] = _MORE, *, at_ease: bool = True
) -> dict[tuple[str, str], int]:
    """One more (or less) for each, in one statement: no two tries read the same count."""
    is_server = connection.vendor == "postgresql"
    moment = connection.ops.adapt_datetimefield_value(window)
    sql = _COUNT.format(
        rows=", ".join(["(%s, %s)"] * len(rows)),
        moment="%s::timestamptz" if is_server else "%s",
        at_ease=_AT_EASE if is_server and at_ease else "",
        **change,
    )
    with turn(), connection.cursor() as cursor:
        cursor.execute(sql, [moment, *(value for row in rows for value in row)])
        return {(scope, digest): count for scope, digest, count in cursor.fetchall()}
