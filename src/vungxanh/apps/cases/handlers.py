"""What case work does when phones handed something in, or when people have to be told."""

import secrets
from uuid import UUID

from vungxanh.apps.cases.actions import from_phones
from vungxanh.apps.exposure.events import ContactReported, EncountersFound, UploadRevoked
from vungxanh.apps.exposure.queries.encounters import of_subjects
from vungxanh.apps.exposure.queries.uploads import contact_of
from vungxanh.kit import clock, events
from vungxanh.kit.actors import SystemActor

PHONES = SystemActor("bluezone")


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
    """Write down who met whom, from what two phones say."""
    rows = of_subjects([UUID(subject) for subject in event.subjects], event.since, event.until)
    from_phones.enter_encounters(rows, by=PHONES, at=clock.now(), entropy=secrets.token_bytes)


@events.on(UploadRevoked)
def forget(event: UploadRevoked) -> None:
    """Take back what a revoked upload told."""
    from_phones.forget_upload(event.upload_id, event.why, by=PHONES, at=clock.now())
