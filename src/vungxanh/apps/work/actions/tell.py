"""Notices about work; each has a key, so that an event handled twice tells once (báo việc)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive, TaskRole
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.events import WorkFollowed
from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import Assignment, Entry, Extension, State
from vungxanh.apps.work.queries.people import people_of
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.notices.actions import notify, withdraw
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


def performer(assignment_id: int, *, at: datetime) -> int:
    """Tell the person named as performer."""
    row = Assignment.objects.get(pk=assignment_id)
    key = f"work.performer:{row.pk}:{row.performer_id}"
    return _tell(
        [row.performer_id] if row.performer_id else [], row, key, _("Anh/chị được giao: %s") % row.title, at=at
    )


def report(assignment_id: int, *, at: datetime) -> int:
    """Tell the giver's managers that a report waits for them, unless it was answered meanwhile."""
    row = _with_units(assignment_id)
    if row.state != State.REPORTED or row.reported_at != at:
        return 0
    giver = _answering(row)
    people = people_of([giver], day_of(at))[giver]
    told = _("%(unit)s báo cáo hoàn thành") % {"unit": row.unit}
    return _tell(people.managers, row, f"work.report:{row.pk}:{at.isoformat()}", told, at=at, body=row.title)


def answered(assignment_ids: Iterable[int], *, at: datetime) -> int:
    """Take back "a report waits" for work that was answered or ended."""
    return sum(withdraw(at=at, key_prefix=f"work.report:{pk}:") for pk in assignment_ids)


def returned(assignment_id: int, reason: str, *, at: datetime) -> int:
    """Tell the unit's managers and its performer why the report came back, unless they reported again meanwhile."""
    row = _with_units(assignment_id)
    if row.state != State.DOING or row.returned_at != at:
        return 0
    answered([row.pk], at=at)
    told = _("%(unit)s trả lại: %(title)s") % {"unit": row.assigned_by, "title": row.title}
    return _tell(_holders(row, at), row, f"work.return:{row.pk}:{at.isoformat()}", told, at=at, body=reason)


def extension_asked(extension_id: int, *, at: datetime) -> int:
    """Tell the giver's managers that more time is asked for, unless it was decided meanwhile."""
    asked = Extension.objects.select_related("assignment__unit").get(pk=extension_id)
    if asked.granted is not None:
        return 0
    row = asked.assignment
    giver = _answering(row)
    people = people_of([giver], day_of(at))[giver]
    until = f"{asked.new_due_at.astimezone(VIETNAM):%d/%m/%Y}"
    told = _("%(unit)s xin gia hạn đến %(until)s") % {"unit": row.unit, "until": until}
    return _tell(people.managers, row, f"work.extension:{asked.pk}", told, at=at, body=asked.reason)


def extension_decided(extension_id: int, *, at: datetime) -> int:
    """Tell the unit whether it has more time."""
    asked = Extension.objects.select_related("assignment__unit", "assignment__assigned_by").get(pk=extension_id)
    withdraw(at=at, keys=[f"work.extension:{asked.pk}"])
    told = _("Đồng ý gia hạn: %s") if asked.granted else _("Không gia hạn: %s")
    row = asked.assignment
    return _tell(_holders(row, at), row, f"work.decision:{asked.pk}", told % row.title, at=at, body=asked.decision)


def deadlines_moved(assignment_ids: Sequence[int], *, at: datetime) -> int:
    """Tell the units below that their deadline moved with the one above; what has ended meanwhile is left out."""
    rows = Assignment.objects.filter(pk__in=assignment_ids, is_open=True).order_by("pk")
    return sum(
        _tell(
            _holders(row, at), row, f"work.moved:{row.pk}:{at.isoformat()}", _("Thời hạn đã dời: %s") % row.title, at=at
        )
        for row in rows
    )


def mentioned(entry_id: int, *, at: datetime) -> int:
    """Tell the managers of the units named in a comment, but not its writer."""
    entry = Entry.objects.select_related("assignment", "by_unit").get(pk=entry_id)
    people = people_of(entry.mentions.values_list("pk", flat=True), day_of(at))
    users = {user_id for each in people.values() for user_id in each.managers} - {entry.by_id}
    told = _("%(name)s nhắc đến đơn vị của anh/chị") % {"name": entry.by_name}
    return _tell(users, entry.assignment, f"work.mention:{entry.pk}", told, at=at, body=entry.text)


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


def _with_units(assignment_id: int) -> Assignment:
    return Assignment.objects.select_related("unit", "assigned_by").get(pk=assignment_id)


def _answering(row: Assignment) -> int:
    """The unit that answers: the giver, or the one above where a unit gave the duty to itself."""
    return (row.unit.parent_id or row.unit_id) if row.assigned_by_id == row.unit_id else row.assigned_by_id


def _holders(row: Assignment, at: datetime) -> set[int]:
    managers = people_of([row.unit_id], day_of(at))[row.unit_id].managers
    return managers | ({row.performer_id} if row.performer_id else set())


def _tell(users: Iterable[int], row: Assignment, key: str, subject: str, *, at: datetime, body: str = "") -> int:
    informed = row.role == TaskRole.INFORM
    return notify(
        users,
        kind=key.partition(":")[0],
        subject=subject,
        body=body,
        url=page("assignment", row.pk),
        at=at,
        key=key,
        due_at=None if informed else row.due_at,
    )
