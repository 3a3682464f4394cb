"""Two records of one person become one, and can become two again (gộp hồ sơ, hoàn tác gộp).

Nothing is thrown away: every exposure, case, sample and check goes over, and what cannot stand beside what is there
(a meeting of the two records with each other, the same meeting told twice) is kept and counts for nothing. Each column
that changes is written down with what it was, so that undoing puts back every row.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.cases import subjects
from vungxanh.apps.cases.actions.current import people_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.ledger import Ledger, put_back
from vungxanh.apps.cases.actions.moving import move
from vungxanh.apps.cases.actions.one_decision import speak_of_both
from vungxanh.apps.cases.actions.pairing import ask_again, look, part
from vungxanh.apps.cases.actions.planning import flag_overdue, put_in_order
from vungxanh.apps.cases.actions.proving import CORRECTED, falls, resting_on_nothing, unproved
from vungxanh.apps.cases.actions.uniting import unite
from vungxanh.apps.cases.models import Merge, NotSame, Person, Plan
from vungxanh.apps.cases.queries.neighbourhood import met_by
from vungxanh.apps.exposure.actions.revoke import take_back_keys
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, Invalid

_MERGED = Said("hai hồ sơ của một người được gộp", "two records of one person were merged")
_UNDONE = Said("gộp hồ sơ được hoàn tác", "a merge of records was undone")


def merge(kept: Person, absorbed: Person, *, versions: tuple[int, int], by: Officer, at: datetime) -> Merge:
    """Let `kept` stand for both (gộp); Conflict when either has changed since it was read.

    Records of two places need an officer over both.
    """
    policies.must_merge(by, kept, absorbed)
    if kept.pk == absorbed.pk:
        raise Invalid(_("Chọn hai hồ sơ khác nhau."))
    return join(kept, absorbed, versions=versions, by=by, user=by.user, at=at)


def join(
    kept: Person, absorbed: Person, *, versions: tuple[int, int], by: Actor, user: User | None, at: datetime
) -> Merge:
    """The same for who has asked another policy, as a phone's report does of somebody known (nhập vào hồ sơ đã có)."""
    with transaction.atomic():
        audit.hold()
        found = Person.objects.select_for_update().in_bulk([kept.pk, absorbed.pk])
        one, other = found[kept.pk], found[absorbed.pk]
        if (one.version, other.version) != versions:
            raise Conflict(_("Người khác vừa sửa một trong hai hồ sơ; hãy xem lại rồi gộp."))
        if any(person.merged_into_id or person.erased_at for person in (one, other)):
            raise Conflict(_("Một trong hai hồ sơ đã được gộp hoặc đã xóa."))
        around = met_by({one.pk, other.pk})
        ledger = Ledger()
        unite(one, other, ledger, at)
        made = Merge.objects.create(kept=one, absorbed=other, moved=ledger.lines, by=user, at=at)
        look([one.pk, other.pk], at=at)
        audit.record("cases.person.merge", by=by, on=one, at=at, data={"absorbed": other.pk, "rows": len(ledger.lines)})
        derive({one.pk, other.pk, *around}, cause=_MERGED, by=by, at=at)
        _count_anew(found, at)
    return made


def undo(made: Merge, *, by: Officer, at: datetime) -> Merge:
    """Make two records of one again (hoàn tác gộp): every row that went over goes back as it was.

    What came to the kept record since stays with it, and a positive that was corrected since proves no case any more:
    such a case is what it was before, and where that is no source, its keys are revoked. Conflict when a later merge,
    or that data was erased, forbids it.
    """
    policies.must_merge(by, made.kept, made.absorbed)
    with transaction.atomic():
        _take_back_keys(made, by=by, at=at)
        audit.hold()
        current = Merge.objects.select_for_update().get(pk=made.pk)
        people = Person.objects.select_for_update().in_bulk([made.kept_id, made.absorbed_id])
        if current.undone_at:
            raise Conflict(_("Lần gộp này đã được hoàn tác."))
        if any(person.erased_at for person in people.values()):
            raise Conflict(_("Thông tin cá nhân đã xóa theo hạn; không hoàn tác được."))
        later = Merge.objects.filter(Q(kept=made.kept_id) | Q(absorbed=made.kept_id), undone_at=None, pk__gt=made.pk)
        if later.exists():
            raise Conflict(_("Hãy hoàn tác lần gộp sau trước."))
        around = met_by(people)
        _put_back(current)
        speak_of_both(current)
        look(people, at=at)
        _put_in_place(people.values())
        for case, sample in resting_on_nothing(people):
            unproved(case, sample, "", by=by, at=at)
        current.undone_at = at
        current.save(update_fields=["undone_at"])
        audit.record("cases.person.unmerge", by=by, on=people[made.kept_id], at=at, data={"apart": made.absorbed_id})
        derive({*people, *around, *met_by(people)}, cause=_UNDONE, by=by, at=at)
        _count_anew(people, at)
    return current


def keep_apart(one: Person, other: Person, *, by: Officer, at: datetime) -> None:
    """Say that two records are two persons (không trùng); nobody is asked about them again."""
    if one.pk == other.pk:
        raise Invalid(_("Chọn hai hồ sơ khác nhau."))
    with transaction.atomic():
        people_now([one.pk, other.pk], policies.must_follow_up, by=by)
        part(one.pk, other.pk, user=by.user.pk, by=by, at=at)


def take_back_apart(one: Person, other: Person, *, by: Officer, at: datetime) -> None:
    """Take back that two records are two persons (xem lại); nothing is done where nobody says so, or no longer does."""
    for person in (one, other):
        policies.must_follow_up(by, person)
    first, second = min(one.pk, other.pk), max(one.pk, other.pk)
    with transaction.atomic():
        audit.hold()
        told = NotSame.objects.select_related("one", "other").filter(one=first, other=second).first()
        if told:
            policies.must_ask_again(by, told)
            ask_again(told, by=by, at=at)


def _count_anew(people: Collection[int], at: datetime) -> None:
    """Checks went from one plan to another, also where no standing changed."""
    flag_overdue(Plan.objects.filter(person__in=people), on=day_of(at))
    put_in_order(people, on=day_of(at))


def _put_in_place(people: Iterable[Person]) -> None:
    """Each record's rows stand where its person does, who may have moved while they were the other's."""
    for person in Person.objects.select_related("commune").filter(pk__in=[each.pk for each in people]):
        if person.commune:
            move(person, person.commune)


def _take_back_keys(made: Merge, *, by: Officer, at: datetime) -> None:
    """Of whom no case is a source once the records are two again: rehearsed, as keys are locked before the audit."""
    if not any(name == "Case" and before.get("proved_by_id") for name, _key, before, _after in made.moved):
        return
    rehearsal = transaction.savepoint()
    audit.hold()  # with the rows that are put back; the rollback lets go of both
    _put_back(made)
    rested = resting_on_nothing([made.kept_id, made.absorbed_id])
    gone = [subject for case, sample in rested if falls(case, sample) for subject in subjects(case)]
    transaction.savepoint_rollback(rehearsal)
    if gone:
        take_back_keys(gone, CORRECTED, by=by, at=at)


def _put_back(made: Merge) -> None:
    try:
        with transaction.atomic():
            put_back(made.moved)
    except IntegrityError as error:
        raise Conflict(_("Có hồ sơ mới đứng vào chỗ cũ; không hoàn tác được nữa.")) from error
