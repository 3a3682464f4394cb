"""Following people up: a day's check, samples, handing on, the end on its day (theo dõi)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import planning
from vungxanh.apps.cases.actions.current import person_now, plan_now
from vungxanh.apps.cases.actions.lifting import lift
from vungxanh.apps.cases.actions.moving import move
from vungxanh.apps.cases.events import PersonHandedOn, PlansOver, SymptomsTold
from vungxanh.apps.cases.models import Check, Outcome, Plan
from vungxanh.apps.cases.reasons import nameless
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.policy import Place
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

SYMPTOMS = ("fever", "cough", "breathless", "sore_throat", "no_taste", "tired", "other")
_TOLD = ("outcome", "symptoms", "temperature", "by", "at")
_COOLEST, _HOTTEST = Decimal("34.0"), Decimal("43.0")


def check(
    row: Check,
    outcome: Outcome,
    *,
    symptoms: Sequence[str] = (),
    temperature: Decimal | None = None,
    seen: str = "",
    by: Officer,
    at: datetime,
) -> Check:
    """Write down what came of a day's check (ghi kết quả theo dõi); it may be corrected, each time in the audit log.

    Conflict, and nothing written, when somebody wrote something else since the officer saw it: `seen` is the version
    they saw, without it that of the row given.
    """
    with transaction.atomic():
        policies.must_follow_up(by, held(row))
        user = by.user.pk
        return note(row, outcome, symptoms=symptoms, temperature=temperature, seen=seen, by=by, user_id=user, at=at)


def held(row: Check) -> Check:
    """The row as it stands now, until the end of the transaction nobody else's to write."""
    audit.hold()
    return Check.objects.select_for_update().get(pk=row.pk)


def note(
    row: Check,
    outcome: Outcome,
    *,
    symptoms: Sequence[str],
    temperature: Decimal | None,
    seen: str = "",
    by: Actor,
    user_id: int | None,
    at: datetime,
) -> Check:
    """The same without an officer, as when the person tells it by a link."""
    _must_be_sound(row, outcome, symptoms, temperature, at)
    with transaction.atomic():
        current = held(row) if row.pk else row
        if current.version != (seen or row.version):
            if current.version == Check(pk=row.pk, outcome=outcome, symptoms=symptoms, temperature=temperature).version:
                return current  # said already, as when a button is pressed twice
            told = _("Người khác vừa ghi lần theo dõi này: %(what)s. Xem lại, và chỉ ghi tiếp nếu phải sửa.")
            raise Conflict(told % {"what": Outcome(current.outcome).label})
        row.outcome, row.symptoms, row.temperature = outcome, list(symptoms), temperature
        row.by_id, row.at = user_id, at
        row.save(update_fields=_TOLD if row.pk else None)
        planning.flag_overdue(Plan.objects.filter(pk=row.plan_id), on=day_of(at))
        _flag_ill({row.plan_id}, on=day_of(at))
        audit.record("cases.check", by=by, on=row, at=at, data={"outcome": str(outcome)})
        if outcome == Outcome.SYMPTOMS:
            events.announce(SymptomsTold(row.pk, at))
    return row


def hand_on(plan: Plan, place: Unit, *, why: str, seen: str | None = None, by: Officer, at: datetime) -> Plan:
    """Give the care of a person to another place (chuyển theo dõi), as when they live elsewhere.

    Conflict, and nothing written, when somebody else cares since the officer saw it: `seen` is the code of the unit
    they saw, None that of the plan given.
    """
    if not why.strip():
        message = _("Cần ghi lý do chuyển.")
        raise Invalid(message, errors=[FieldError("why", message)])
    with transaction.atomic():
        came_from = plan.unit.code if seen is None else seen
        plan = plan_now(plan, policies.must_follow_up, by=by)
        person = person_now(plan.person, policies.must_follow_up, by=by)
        if plan.unit.code != came_from:
            raise Conflict(elsewhere(plan))
        move(person, place)
        person.updated_at = at
        person.save()
        plan.refresh_from_db()
        data = {"from": came_from, "to": place.code, "why": nameless(why, [person])}
        audit.record("cases.plan.hand_on", by=by, on=plan, at=at, data=data)
        events.announce(PersonHandedOn(plan.pk, place.code, at))
    return plan


def elsewhere(plan: Plan) -> str:
    """Who cares now, for whoever was shown somebody else."""
    told = _("Vừa có người chuyển người này: nay do %(where)s theo dõi. Xem lại, và chỉ chuyển tiếp nếu phải chuyển.")
    return told % {"where": plan.unit.name}


def hand_back(plan: Plan, *, why: str, seen: str | None = None, by: Officer, at: datetime) -> Plan:
    """Give a person back to the level above, who then chooses where they belong (trả lại)."""
    above = plan.unit.parent
    if above is None:
        raise Conflict(_("Không có cấp trên để trả lại."))
    return hand_on(plan, above, why=why, seen=seen, by=by, at=at)


def end_what_is_over(*, by: Actor, at: datetime) -> int:
    """End each plan and its orders the day after its last (kết thúc theo dõi), overdue checks or not; how many."""
    over = Plan.objects.filter(ended_on=None, ends_on__lt=day_of(at))
    with transaction.atomic():
        audit.hold()
        plans = list(over.select_for_update())
        for plan in plans:
            plan.ended_on, plan.ended_why, plan.updated_at = day_of(at), planning.OVER, at
            plan.place = Place.NONE.value
            plan.version += 1
        Plan.objects.bulk_update(plans, ["ended_on", "ended_why", "place", "updated_at", "version"], batch_size=500)
        audit.record_many("cases.plan.end", by=by, on=plans, at=at)
        lift([plan.pk for plan in plans], by=by, at=at)
        if plans:
            events.announce(PlansOver(day_of(at), at))
    return len(plans)


def flag_all_overdue(on: date) -> None:
    """Count the missed checks of every open plan anew, each morning."""
    with transaction.atomic():
        audit.hold()  # counts are read and written again, of many plans
        planning.flag_overdue(Plan.objects.filter(ended_on=None), on=on)


def _flag_ill(plans: Collection[int], *, on: date) -> None:
    """Note of each plan whether the last word on the person's health was of symptoms; who is ill stands first."""
    told = Check.objects.filter(plan__in=plans, outcome__in=(Outcome.WELL, Outcome.SYMPTOMS))
    last = dict(told.order_by("day", "at", "number").values_list("plan", "outcome"))
    held = Plan.objects.filter(pk__in=plans).values_list("pk", "person", "is_ill")
    turned = {key: person for key, person, was in held if was != (last.get(key) == Outcome.SYMPTOMS)}
    for is_ill in (True, False):
        keys = [key for key in turned if (last.get(key) == Outcome.SYMPTOMS) is is_ill]
        Plan.objects.filter(pk__in=keys).update(is_ill=is_ill)
    planning.put_in_order(list(turned.values()), on=on)


def _must_be_sound(
    row: Check, outcome: Outcome, symptoms: Sequence[str], temperature: Decimal | None, at: datetime
) -> None:
    wrong = []
    if row.day > day_of(at):
        wrong.append(FieldError("outcome", _("Chưa đến ngày theo dõi này.")))
    if outcome == Outcome.SYMPTOMS and not symptoms:
        wrong.append(FieldError("symptoms", _("Chọn ít nhất một triệu chứng.")))
    if unknown := set(symptoms) - set(SYMPTOMS):
        wrong.append(FieldError("symptoms", _("Không có triệu chứng: %(names)s.") % {"names": ", ".join(unknown)}))
    if temperature is not None and not _COOLEST <= temperature <= _HOTTEST:
        wrong.append(FieldError("temperature", _("Nhiệt độ từ 34,0 đến 43,0 °C.")))
    if wrong:
        raise Invalid(_("Kết quả theo dõi chưa đúng."), errors=wrong)
