"""What was handed in, for the feature above (lượt khai báo)."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from vungxanh.apps.exposure.models import LIVE, Upload, UploadKind, UploadState


@dataclass(frozen=True, slots=True)
class ReportedEncounter:
    """A meeting as the contact's phone heard it: minutes near, close, room and far, the strongest RSSI in dBm."""

    case_subject: UUID
    start: datetime
    end: datetime
    minutes: tuple[float, float, float, float]
    max_rssi: int
    rows: int

    @property
    def lasted(self) -> int:
        """For how many minutes the phones were near: what was measured, half a scan cycle added at both ends."""
        return round(sum(self.minutes))


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Who reported, as they say, and whom they met."""

    full_name: str
    phone: str
    address: str
    commune_code: str
    encounters: tuple[ReportedEncounter, ...]


def of_case(subject: UUID) -> list[Upload]:
    """What a person has handed in as a case, the earliest first; the caller has checked who may read their record."""
    return list(Upload.objects.filter(subject=subject, kind=UploadKind.CASE).order_by("received_at", "pk"))


def live_of(subject: UUID) -> int:
    """How many times a person handed in keys that count, or wait to: what is taken back when they are no case."""
    own = Upload.objects.filter(subject=subject, kind=UploadKind.CASE)
    return own.filter(state__in=(UploadState.WAITING, *LIVE)).count()


def contact_of(upload_id: str | UUID) -> ContactDetails | None:
    """What a contact said of themselves, for handlers of `ContactReported`.

    None before a health officer has confirmed it, and once it was taken back or deleted.
    """
    upload = Upload.objects.filter(pk=upload_id, kind=UploadKind.CONTACT, state__in=LIVE).first()
    return details_of(upload) if upload else None


def why_revoked(upload_id: str | UUID) -> str:
    """Why it was taken back, without names; empty when nobody said so, or when it is gone."""
    return Upload.objects.filter(pk=upload_id).values_list("revoked_why", flat=True).first() or ""


def details_of(upload: Upload) -> ContactDetails | None:
    """What a report says, confirmed or not; None where it says nothing."""
    if not upload.contact:
        return None
    said = json.loads(upload.contact)
    listed = said.get("encounters", [])
    names = ("full_name", "phone", "address", "commune_code")
    return ContactDetails(
        **{name: str(said.get(name, "")) for name in names}, encounters=tuple(_encounter(one) for one in listed)
    )


def _encounter(one: dict[str, object]) -> ReportedEncounter:
    near, close, room, far = (float(minutes) for minutes in one["minutes"])  # type: ignore[attr-defined]
    return ReportedEncounter(
        UUID(str(one["case_subject"])),
        _moment(one["start_ms"]),
        _moment(one["end_ms"]),
        (near, close, room, far),
        int(str(one["max_rssi"])),
        int(str(one["rows"])),
    )


def _moment(ms: object) -> datetime:
    return datetime.fromtimestamp(int(str(ms)) / 1000, UTC)
