"""Notices about many duties, one a person for all of them, each with a key as in `tell` (báo việc gộp)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.events import WorkFollowed
from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.people import people_of
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.notices.actions import notify
from vungxanh.kit.notices.bulk import Telling, notify_each

# A quarter ahead, in which the year's last turns are given.
SOON = timedelta(days=100)


def of_directive(directive_id: int, *, at: datetime) -> int:
    """Tell the managers of every unit how many duties they have under the directive (4 queries and batches)."""
    directive = Directive.objects.defer("text", "reading").get(pk=directive_id)
    rows = Assignment.objects.filter(directive=directive_id, series=None, parent=None).order_by()
    counts: Counter[int] = Counter(rows.values_list("unit", flat=True))
    people = people_of(counts, day_of(at))
    per_person: Counter[int] = Counter()
    for unit_id, count in counts.items():
        for user_id in people[unit_id].managers:
            per_person[user_id] += count
    return notify_each(
        (
            Telling(
                user_id=user_id,
                key=f"work.issued:{directive_id}",
                kind="work.issued",
                subject=_("Văn bản %(number)s giao %(count)s nhiệm vụ")
                % {"number": directive.number_and_symbol or directive.subject, "count": count},
                body=directive.subject,
                url=page("home"),
            )
            for user_id, count in sorted(per_person.items())
        ),
        at=at,
    )


def of_work(assignment_ids: Sequence[int], *, at: datetime) -> int:
    """Tell the managers of the units that received these and still have them: one notice a person for all."""
    rows = list(
        Assignment.objects.filter(pk__in=assignment_ids, is_open=True).select_related("assigned_by").order_by("pk")
    )
    people = people_of({row.unit_id for row in rows}, day_of(at))
    mine: defaultdict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        for user_id in people[row.unit_id].managers:
            mine[user_id].append(row)
    return notify_each((_given(user_id, given, at) for user_id, given in sorted(mine.items())), at=at)


def _given(user_id: int, given: Sequence[Assignment], at: datetime) -> Telling:
    first = given[0]
    one = len(given) == 1
    subject = (
        first.title if one else _("%(unit)s giao %(count)s nhiệm vụ") % {"unit": first.assigned_by, "count": len(given)}
    )
    return Telling(
        user_id=user_id,
        key=f"work.given:{first.pk}:{at.isoformat()}",
        kind="work.given",
        subject=subject,
        body=first.instruction or _("%(unit)s giao.") % {"unit": first.assigned_by},
        url=page("assignment", first.pk) if one else page("home"),
        due_at=first.due_at,
    )


def followed(event: WorkFollowed) -> int:
    """Tell heirs what they go on with, givers where it went, new givers what they answer, and who must choose an heir.

    One notice a person and reason (2 queries and batches).
    """
    wanted = {*event.moved_ids, *event.stayed_ids, *event.orphaned_ids, *event.regiven_ids}
    rows = Assignment.objects.filter(pk__in=wanted).values_list("pk", "unit", "assigned_by")
    held, given = {pk: unit for pk, unit, _giver in rows}, {pk: giver for pk, _unit, giver in rows}
    reasons = (
        ("heir", _("Tiếp tục %(count)s nhiệm vụ của đơn vị đã kết thúc hoạt động"), held, event.moved_ids, "home"),
        ("heir", _("Tiếp tục %(count)s nhiệm vụ của đơn vị đã kết thúc hoạt động"), held, event.stayed_ids, "home"),
        ("giver", _("%(count)s nhiệm vụ đã giao chuyển sang đơn vị kế thừa"), given, event.moved_ids, "board"),
        ("answers", _("Theo dõi %(count)s nhiệm vụ do đơn vị đã kết thúc giao"), given, event.regiven_ids, "board"),
        ("orphans", _("%(count)s việc không còn nơi thực hiện"), given, event.orphaned_ids, "orphans"),
    )
    people = people_of({*held.values(), *given.values()}, day_of(event.at))
    counts: Counter[tuple[int, str, str, str]] = Counter()
    for name, words, units, ids, target in reasons:
        for pk in ids:
            for user_id in people[units[pk]].managers if pk in units else ():
                counts[user_id, name, words, target] += 1
    return notify_each(
        (
            Telling(
                user_id=user_id,
                key=f"work.followed:{name}:{event.at.isoformat()}",
                kind="work.followed",
                subject=words % {"count": count},
                url=page(target),
            )
            for (user_id, name, words, target), count in sorted(counts.items())
        ),
        at=event.at,
    )


def calendar_ends(*, at: datetime) -> int:
    """Tell the administrators of the whole tree, once a year, when the working calendar ends within `SOON` days."""
    last = work_calendar(at).last
    if last > day_of(at) + SOON:
        return 0
    posts = posts_on(day_of(at)).filter(role=Role.ADMINISTRATOR, unit__parent=None)
    day = f"{last:%d/%m/%Y}"
    return notify(
        set(posts.values_list("user", flat=True)),
        kind="work.calendar",
        subject=_("Lịch ngày làm việc chỉ có đến %(day)s") % {"day": day},
        body=_(
            "Sau ngày này hạn của việc định kỳ tính thứ Hai đến thứ Sáu là ngày làm việc, không trừ ngày lễ. "
            "Nạp năm sau bằng lệnh “vungxanh calendar seed”."
        ),
        url="",
        at=at,
        key=f"work.calendar:{last.year}",
    )
