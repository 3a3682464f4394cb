"""What case work does when phones handed something in, or when people have to be told."""

import secrets
from uuid import UUID

from vungxanh.apps.cases.actions import from_phones, telling
from vungxanh.apps.cases.actions.deriving import follow_policy
from vungxanh.apps.cases.actions.entering import enter
from vungxanh.apps.cases.actions.from_phones import PHONES
from vungxanh.apps.cases.actions.rechecking import Looked
from vungxanh.apps.cases.events import (
    BreakerClosed,
    CaseOpened,
    ImportConfirmed,
    PersonHandedOn,
    PlacesMoved,
    PlansOver,
    PolicyEntered,
    StandingsChanged,
    SymptomsTold,
)
from vungxanh.apps.exposure.events import ContactReported, EncountersFound, UploadRevoked
from vungxanh.apps.exposure.queries.uploads import contact_of, why_revoked
from vungxanh.kit import clock, events
from vungxanh.kit.actors import SystemActor

TAKEN_BACK = "lượt khai báo đã bị thu hồi"


@events.on(ContactReported)
def enter_contact(event: ContactReported) -> None:
    """Write down who reported that they were near; a report taken back meanwhile is nothing."""
    told = contact_of(event.upload_id)
    if told is not None:
        from_phones.enter_contact(
            UUID(event.subject), event.upload_id, told, by=PHONES, at=clock.now(), entropy=secrets.token_bytes
        )


@events.on(EncountersFound)
def enter_encounters(event: EncountersFound) -> None:
    """Write down who met whom, from what two phones say, and withdraw what they do not say any more."""
    looked = Looked([UUID(subject) for subject in event.subjects], event.since, event.until)
    from_phones.enter_again(looked, by=PHONES, at=clock.now(), entropy=secrets.token_bytes)


@events.on(UploadRevoked)
def forget(event: UploadRevoked) -> None:
    """Take back what a revoked upload told."""
    why = why_revoked(event.upload_id) or TAKEN_BACK
    from_phones.forget_upload(event.upload_id, why, by=PHONES, at=clock.now())


@events.on(ImportConfirmed)
def enter_confirmed(event: ImportConfirmed) -> None:
    """Let confirmed rows enter; begun again after a crash, it goes on where it stopped."""
    enter(event.import_id, at=clock.now(), entropy=secrets.token_bytes)


@events.on(CaseOpened)
def tell_of_case(event: CaseOpened) -> None:
    """Tell the place of a new case."""
    telling.of_case(event.case_id, at=clock.now())


@events.on(StandingsChanged)
def tell_of_changes(event: StandingsChanged) -> None:
    """Tell each commune whom it has to follow up now."""
    telling.of_changes(event.derivation_id, at=clock.now())


@events.on(SymptomsTold)
def tell_of_symptoms(event: SymptomsTold) -> None:
    """Tell commune and district that somebody fell ill."""
    telling.of_symptoms(event.check_id, at=clock.now())


@events.on(PersonHandedOn)
def tell_of_hand_on(event: PersonHandedOn) -> None:
    """Tell the place that cares from now on; the event's moment keeps two hand-ons of one plan apart."""
    telling.of_hand_on(event.plan_id, event.unit_code, at=event.at)


@events.on(PlansOver)
def tell_of_plans_over(event: PlansOver) -> None:
    """Tell each place how many of its people need no follow-up any more."""
    telling.of_plans_over(event.on, at=clock.now())


@events.on(PlacesMoved)
def tell_of_places(event: PlacesMoved) -> None:
    """Tell each place how many of its people leave where they stayed apart."""
    telling.of_places(event.counts, event.on, at=clock.now())


@events.on(BreakerClosed)
def tell_of_waiting(event: BreakerClosed) -> None:
    """Tell places of whom phones found while alerts were stopped."""
    telling.of_waiting(event.turn_id, event.opened_at, at=clock.now())


@events.on(PolicyEntered)
def follow(_event: PolicyEntered) -> None:
    """Derive everybody by the rules that are in force now; one that begins later waits for its day."""
    follow_policy(by=SystemActor("policy"), at=clock.now())
