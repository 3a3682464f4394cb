"""Who may do what in case work (ai được làm gì): the place an officer works for, and three circles of roles.

Everybody sees only the people of their own place. Health officers of a province or district decide about cases and
rings; health officers of a commune follow up; leaders see figures and pseudonymous lists and sign orders.
"""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.models import Exposure, NotSame
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit.problems import NotAllowed, NotFound

_SIGNERS = frozenset({Role.LEADER, Role.CHIEF_OF_OFFICE})


class Placed(Protocol):
    """What stands in a place by its path: a person, case, plan or order."""

    path: str


def area(officer: Officer) -> str:
    """The path of the place the officer works for (địa bàn); NotAllowed for who has no case work.

    Every list is narrowed to it, so none can be read by a role that `may_enter` refuses.
    """
    must_enter(officer)
    return place_of(officer.unit).path


def may_enter(officer: Officer) -> bool:
    """Whether the officer has case work at all: health officers, and the leaders of a place."""
    return officer.has(Role.HEALTH_OFFICER) or officer.has(*_SIGNERS)


def must_enter(officer: Officer) -> None:
    """NotAllowed unless `may_enter`."""
    if not may_enter(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế và lãnh đạo địa bàn xem được hồ sơ truy vết."))


def may_see(officer: Officer, thing: Placed) -> bool:
    """Whether the thing stands in the officer's place."""
    return may_enter(officer) and thing.path.startswith(area(officer))


def may_follow_anybody(officer: Officer) -> bool:
    """Whether the officer follows people up at all, wherever they stand: health officers."""
    return officer.has(Role.HEALTH_OFFICER)


def must_follow_anybody(officer: Officer) -> None:
    """NotAllowed unless `may_follow_anybody`."""
    if not may_follow_anybody(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế của địa bàn làm được việc này."))


def may_follow_up(officer: Officer, thing: Placed) -> bool:
    """Whether the officer may write down a day's check, a test or a self-report link: health officers of the place."""
    return officer.has(Role.HEALTH_OFFICER) and thing.path.startswith(area(officer))


def decides(officer: Officer) -> bool:
    """Whether the officer decides about cases at all: a health officer of a province or district."""
    return officer.has(Role.HEALTH_OFFICER) and place_of(officer.unit).level != Level.COMMUNE


def may_decide(officer: Officer, thing: Placed) -> bool:
    """Whether the officer may enter and change cases, open rings, change dates and merge there."""
    return decides(officer) and thing.path.startswith(area(officer))


def may_merge(officer: Officer, *records: Placed) -> bool:
    """Whether the officer may make one of records that stand already, and two again: who decides over all of them.

    It moves cases, levels and orders, on whichever page it is asked. Who only enters somebody says of whom it is told.
    """
    return all(may_decide(officer, one) for one in records)


def must_merge(officer: Officer, *records: Placed) -> None:
    """NotFound outside the place, NotAllowed below district."""
    for one in records:
        must_decide(officer, one)


def may_ask_again(officer: Officer, told: NotSame) -> bool:
    """Whether the officer may take back that two records are two persons: who may merge them, or who said it."""
    ends = (told.one, told.other)
    said_it = told.by_id == officer.user.pk and all(may_follow_up(officer, one) for one in ends)
    return said_it or may_merge(officer, *ends)


def must_ask_again(officer: Officer, told: NotSame) -> None:
    """NotFound outside the place, NotAllowed unless `may_ask_again`."""
    for one in (told.one, told.other):
        must_follow_up(officer, one)
    if not may_ask_again(officer, told):
        raise NotAllowed(_("Chỉ người đã ghi là hai người khác nhau, hoặc cấp huyện, cấp tỉnh, xem lại được."))


def orders(officer: Officer) -> bool:
    """Whether the officer issues quarantine orders at all: leaders of a place, who sign, and who decides."""
    return officer.has(*_SIGNERS) or decides(officer)


def may_order(officer: Officer, thing: Placed) -> bool:
    """Whether the officer may issue quarantine orders there: leaders of the place, who sign, and who decides."""
    return orders(officer) and thing.path.startswith(area(officer))


def may_open_identity(officer: Officer, thing: Placed) -> bool:
    """Whether the officer may open who a pseudonym is, saying why: those who speak with the person."""
    return may_follow_up(officer, thing)


def counts_plainly(officer: Officer) -> bool:
    """Whether small numbers are shown to the officer: to who reads identities, not to who hands figures on."""
    return officer.has(Role.HEALTH_OFFICER)


def must_see(officer: Officer, thing: Placed) -> None:
    """NotFound unless `may_see`: who may not see it is not told that it is there."""
    if not may_see(officer, thing):
        raise not_here()


def not_here() -> NotFound:
    """What is answered of a record that is nowhere and of one of another place alike, so that none can be counted."""
    return NotFound(_("Không có hồ sơ này trong địa bàn của đơn vị."))


def must_follow_up(officer: Officer, thing: Placed) -> None:
    """NotFound outside the place, NotAllowed for other roles."""
    must_see(officer, thing)
    if not may_follow_up(officer, thing):
        raise NotAllowed(_("Chỉ cán bộ y tế của địa bàn làm được việc này."))


def may_withdraw(officer: Officer, met: Exposure) -> bool:
    """Whether the officer may take a meeting back: with both people in their place, or with one and by who wrote it.

    What another place or the province wrote down across places, only who sees both ends takes back.
    """
    ends = [may_follow_up(officer, person) for person in (met.source, met.target)]
    return all(ends) or (any(ends) and met.recorded_by == officer.actor_key)


def must_withdraw(officer: Officer, met: Exposure) -> None:
    """NotFound unless `may_withdraw`, NotAllowed for other roles of the places of both people."""
    if not may_withdraw(officer, met):
        for person in (met.source, met.target):
            must_follow_up(officer, person)


def must_decide(officer: Officer, thing: Placed) -> None:
    """NotFound outside the place, NotAllowed below district."""
    must_see(officer, thing)
    if not may_decide(officer, thing):
        raise NotAllowed(_("Chỉ cán bộ y tế cấp huyện hoặc cấp tỉnh làm được việc này."))


def must_order(officer: Officer, thing: Placed) -> None:
    """NotFound outside the place, NotAllowed for other roles."""
    must_see(officer, thing)
    if not may_order(officer, thing):
        raise NotAllowed(_("Chỉ lãnh đạo địa bàn hoặc cán bộ y tế cấp huyện, cấp tỉnh làm được việc này."))


def _is_health_of_province(officer: Officer) -> bool:
    return officer.has(Role.HEALTH_OFFICER) and place_of(officer.unit).level == Level.PROVINCE


def may_rule(officer: Officer) -> bool:
    """Whether the officer may enter a decision that everybody is derived by: health officers of the province."""
    return _is_health_of_province(officer)


def must_rule(officer: Officer) -> None:
    """NotAllowed unless `may_rule`."""
    if not may_rule(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế cấp tỉnh được nhập chính sách mới."))


def may_break(officer: Officer) -> bool:
    """Whether the officer may stop alerts from phones and let them go again: health officers of the province."""
    return _is_health_of_province(officer)


def must_break(officer: Officer) -> None:
    """NotAllowed unless `may_break`."""
    if not may_break(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế cấp tỉnh được dừng hoặc cho gửi lại cảnh báo."))
