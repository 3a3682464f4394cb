"""Who is entered over HTTP may be known already: the question comes before anything is written (hỏi trùng)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.actions.merging import keep_apart
from vungxanh.apps.cases.actions.people import Known
from vungxanh.apps.cases.actions.searching import told_alike
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.bodies import PersonEntryIn, WhoseReportIn
from vungxanh.apps.cases.models import Person
from vungxanh.apps.cases.queries.duplicates import Candidate, like, like_person
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity
from vungxanh.kit.problems import Conflict, FieldError, Invalid, Text


class MayBeKnown(Conflict):
    """The person may stand here already (có thể đã có hồ sơ); `candidates` are shown as `MayBeKnownOut` says."""

    slug, title = "may-be-known", _("Có thể đã có hồ sơ")

    def __init__(self, detail: Text, candidates: Sequence[shown.Shown]) -> None:
        super().__init__(detail)
        self.candidates = candidates

    def as_json(self, *, instance: str = "") -> dict[str, Any]:
        """The problem document with whom it may be."""
        return super().as_json(instance=instance) | {"candidates": self.candidates}


def same_person(known: Known, body: PersonEntryIn, *, by: Officer, at: datetime) -> Person | None:
    """The record that the caller says it is, None for somebody new; MayBeKnown while that is not answered."""
    identity = known.identity()
    return one_of(like(by, identity), identity, body, by=by, at=at)


def one_of(
    found: Sequence[Candidate], identity: Identity, body: PersonEntryIn | WhoseReportIn, *, by: Officer, at: datetime
) -> Person | None:
    """The same of records that were found already.

    An answer is about records that are listed now: who is found after a correction is asked about again.
    Whom the question names has it in their history.
    """
    listed = {each.person.pk: each.person for each in found}
    if body.same in listed:
        return listed[body.same]
    if not set(listed) <= set(body.others):
        told_alike([(identity, person) for person in listed.values()], by=by, at=at)
        eyes = shown.Eyes(by, listed.values(), at)
        told = _("Chưa ghi ai. Gửi lại với same là hồ sơ của chính người này, hoặc others là mọi hồ sơ đã nêu.")
        raise MayBeKnown(told, shown.candidates(None, found, eyes))
    if body.same is not None:
        message = _("Không phải một hồ sơ có thể trùng.")
        raise Invalid(message, errors=[FieldError("same", message)])
    return None


def told_apart(person: Person, body: PersonEntryIn, *, by: Officer, at: datetime) -> None:
    """Whom the caller said that the new record is not, nobody is asked about again."""
    for each in like_person(by, person) if body.others else ():
        if each.person.pk in body.others:
            keep_apart(person, each.person, by=by, at=at)
