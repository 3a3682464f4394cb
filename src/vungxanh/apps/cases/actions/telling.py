"""Health officers are told what there is to do: one notice a place and run, with numbers and no names (báo việc).

Who is told works for the place the people stand in; where a place has no health officer, the next above it is told.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions.planning import OVER
from vungxanh.apps.cases.models import Case, Change, Check, CommuneTold, Derivation, Person, Plan, Standing
from vungxanh.apps.cases.queries.breaker import held_back, waiting_since
from vungxanh.apps.cases.queries.orders import ended_with
from vungxanh.apps.cases.queries.records import handing_of
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.org.queries.places import places_of
from vungxanh.core.casework.diff import Kind
from vungxanh.core.casework.words import counted
from vungxanh.kit import audit
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of
from vungxanh.kit.notices.actions import notify

_BATCH = 500
_BOUND, _OVER, _MISSED, _LEFT = "bound", "over", "missed", "left"
_NEW, _GONE = Kind.ADDED.value, Kind.REMOVED.value
_TOLD = ("after__level", "after__plan__quarantine_until", "after__plan__monitoring_until")
_MOVED = frozenset({Kind.LEVEL.value, Kind.DATES.value, Kind.PLACE.value})


def of_case(case_id: int, *, at: datetime) -> int:
    """There is a new case (ca bệnh mới): its place is told, and the levels above it; how many people."""
    case = Case.objects.select_related("person").get(pk=case_id)
    who = officers_at(_up(case.path), day_of(at))
    return notify(
        set[int]().union(*who.values()),
        kind="cases.case",
        subject=_("Ca bệnh mới %(code)s trong địa bàn") % {"code": case.code},
        body=_("Xem thông tin ca, điều tra và nhập người tiếp xúc."),
        url=reverse("cases:case", args=[case.code]),
        at=at,
        key=f"cases.case:{case.pk}",
        urgent=True,
    )


def of_changes(derivation_id: int, *, at: datetime) -> int:
    """A run added, moved or freed people (tính lại): each place concerned is told how many; how many notices.

    While alerts from phones are stopped, nobody is told of whom only phones know. The clocks of the places told stop:
    `CommuneTold`, and `Case.notified_at` with the first of them.
    """
    rows = Change.objects.filter(derivation=derivation_id).values_list("person", "person__path", "kinds", *_TOLD)
    changed = {person: (path, _kind_of(kinds, *told)) for person, path, kinds, *told in rows}
    silent = held_back(changed)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for person, (path, kind) in changed.items():
        if kind and person not in silent:
            counts[path][kind] += 1
    freed = Plan.objects.filter(
        person__in=[one for one, (_path, kind) in changed.items() if kind == _GONE and one not in silent]
    )
    for person in ended_with(freed, Derivation.objects.get(pk=derivation_id).at):
        counts[changed[person][0]][_BOUND] += 1
    sent = _tell_places(counts, f"cases.run:{derivation_id}", at)
    stop_clocks(derivation_id, at=at)
    return sent


def of_waiting(turn_id: int, opened_at: datetime, *, at: datetime) -> int:
    """Alerts from phones go out again (nối lại cảnh báo): of whom only phones know since then, places are told now."""
    people = waiting_since(opened_at)
    paths = Person.objects.filter(pk__in=people).values_list("path", flat=True)
    counts: dict[str, Counter[str]] = {path: Counter({_NEW: many}) for path, many in Counter(paths).items()}
    sent = _tell_places(counts, f"cases.breaker:{turn_id}", at)
    _stop_clocks_of(people, at)
    return sent


def of_plans_over(on: date, *, at: datetime) -> int:
    """Follow-ups ended on their day (hết thời gian theo dõi): each place is told how many; how many notices."""
    over = Plan.objects.filter(ended_on=on, ended_why=OVER).values_list("path").order_by()
    counted_in = over.annotate(many=Count("pk"), missed=Count("pk", filter=Q(due_since__isnull=False)))
    counts = {path: {_OVER: many, _MISSED: missed} for path, many, missed in counted_in}
    body = _("Báo cho họ biết đã hết hạn; quyết định cách ly kèm theo cũng đã chấm dứt.")
    return _tell_places(counts, f"cases.over:{on.isoformat()}", at, kind="cases.over", body=body)


def of_places(counts: Mapping[str, int], on: date, *, at: datetime) -> int:
    """People leave where they stayed apart (đổi nơi cách ly): each place is told how many; how many notices."""
    found = {path: {_LEFT: many} for path, many in counts.items()}
    body = _("Báo cho họ biết từ hôm nay ở đâu và còn theo dõi đến ngày nào.")
    return _tell_places(found, f"cases.place:{on.isoformat()}", at, kind="cases.place", body=body)


def stop_clocks(derivation_id: int, *, at: datetime) -> None:
    """Of whom a run added or moved, note when their places were told (đồng hồ từ xét nghiệm đến báo tin).

    Each place of each case's contacts has a time of its own, and keeps its first.
    """
    held = Change.objects.filter(derivation=derivation_id, after__level__gte=1)
    people = set(held.values_list("person", flat=True))
    _stop_clocks_of(people - held_back(people), at)


def _stop_clocks_of(people: Collection[int], at: datetime) -> None:
    held = Standing.objects.filter(among("person_id", people), level__gte=1, case__isnull=False)
    told = set(held.values_list("case", "path"))
    with transaction.atomic():
        audit.hold()
        CommuneTold.objects.bulk_create(
            [CommuneTold(case_id=case, path=path, at=at) for case, path in sorted(told)],
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
        Case.objects.filter(among("pk", {case for case, _path in told}), notified_at=None).update(notified_at=at)


def _tell_places(
    counts: Mapping[str, Mapping[str, int]], key: str, at: datetime, *, kind: str = "cases.people", body: str = ""
) -> int:
    who = officers_at(counts, day_of(at))
    return sum(
        notify(
            who[path],
            kind=kind,
            subject="; ".join(_sentences(found)),
            body=body or _("Mở danh sách để xem từng người, lý do và việc cần làm."),
            url=reverse("cases:people"),
            at=at,
            key=f"{key}:{path}",
            urgent=bool(found.get(_NEW)),
        )
        for path, found in counts.items()
    )


def of_symptoms(check_id: int, *, at: datetime) -> int:
    """Somebody who is followed up has symptoms (có triệu chứng): their place and the district are told."""
    check = Check.objects.select_related("plan__person").get(pk=check_id)
    person = check.plan.person
    places = list(_up(person.path))[:2]
    who = officers_at(places, day_of(at))
    people = {user for path in places for user in who[path]} - {check.by_id}
    return notify(
        people,
        kind="cases.symptoms",
        subject=_("%(who)s (F%(level)d) có triệu chứng") % {"who": person.pseudonym, "level": check.plan.level},
        body=_("Cần liên hệ ngay và lấy mẫu xét nghiệm."),
        url=reverse("cases:person", args=[person.pk]),
        at=at,
        key=f"cases.symptoms:{check.pk}",
        urgent=True,
    )


def of_hand_on(plan_id: int, unit_code: str, *, at: datetime) -> int:
    """The care of somebody came to a place (nhận theo dõi): its health officers are told."""
    plan, unit = Plan.objects.select_related("person").get(pk=plan_id), Unit.objects.get(code=unit_code)
    handing = handing_of(plan, at=at)
    why = _("Lý do: %(why)s") % {"why": handing.why.rstrip(".")} + ". " if handing else ""
    return notify(
        officers_at([unit.path], day_of(at))[unit.path],
        kind="cases.handed_on",
        subject=_("Nhận theo dõi một người (F%(level)d) từ đơn vị khác") % {"level": plan.level},
        body=why + _("Kiểm tra thông tin và việc theo dõi trong ngày."),
        url=reverse("cases:person", args=[plan.person_id]),
        at=at,
        key=f"cases.handed_on:{plan.pk}:{at.isoformat()}",
        urgent=True,
    )


def officers_at(paths: Iterable[str], on: date) -> dict[str, set[int]]:
    """The health officers who work for each of these places, or the next above that has any (4 queries)."""
    wanted = set(paths)
    held = posts_on(on).filter(role=Role.HEALTH_OFFICER)
    posts = [*held.filter(unit__path__in=wanted), *held.exclude(unit__level=Level.COMMUNE)]
    place = places_of({post.unit_id: post.unit for post in posts}.values())
    who: dict[str, set[int]] = defaultdict(set)
    for post in posts:
        who[place[post.unit_id].path].add(post.user_id)
    return {path: next((who[each] for each in _up(path) if who.get(each)), set()) for path in wanted}


def _up(path: str) -> Iterable[str]:
    """The path and those above it: "/49/502/20335/", "/49/502/", "/49/"."""
    codes = path.strip("/").split("/")
    for depth in range(len(codes), 0, -1):
        yield "/" + "/".join(codes[:depth]) + "/"


def _kind_of(kinds: Collection[str], level: int | None, *last_days: str | None) -> str:
    """New, gone or moved; "" for a case itself and for what asks nothing of anybody.

    Gone are also those who still stand at a level but of whom nothing is asked any more.
    """
    if _GONE in kinds:
        return _GONE
    if level == 0:
        return ""
    if not any(last_days):
        return _GONE if Kind.DATES.value in kinds else ""
    if _NEW in kinds:
        return _NEW
    return "moved" if _MOVED.intersection(kinds) else ""


def _sentences(found: Mapping[str, int]) -> Iterable[str]:
    words = {
        _NEW: _("%(n)s người mới cần theo dõi"),
        "moved": _("%(n)s người đổi cấp, ngày hoặc nơi cách ly"),
        _GONE: _("%(n)s người thôi theo dõi"),
        _BOUND: _("trong đó %(n)s người có quyết định cách ly đã chấm dứt, cần báo cho họ"),
        _OVER: _("%(n)s người hết thời gian theo dõi"),
        _LEFT: _("%(n)s người hết hạn ở nơi cách ly hiện nay"),
        _MISSED: _("trong đó %(n)s người còn lần theo dõi chưa ghi"),
    }
    return (said % {"n": counted(found[kind])} for kind, said in words.items() if found.get(kind))
