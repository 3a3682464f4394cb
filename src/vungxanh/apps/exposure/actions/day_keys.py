"""The keys of an upload: cut to the infectious window and kept, each with one upload only (khóa ngày)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.models import CoverKey, DayKey, Upload
from vungxanh.apps.exposure.queries.waiting import NOT_IN_FORCE
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, last_of_day, later, near_last_of_day
from vungxanh.core.exposure.uploads import Reported
from vungxanh.core.tracing.matching import DEFAULT
from vungxanh.kit import clock
from vungxanh.kit.problems import Invalid


@dataclass(frozen=True, slots=True)
class Taken:
    """How many keys are new, how many came `back` from an upload out of force, how many were somebody `others`'."""

    new: int
    back: int
    others: int


def keep_keys(upload: Upload, keys: Sequence[Reported]) -> Taken:
    """Keep the keys of an upload (giữ khóa); Invalid when it says one key for several days.

    A key that was handed in before stays with the upload it came with while that is in force. One that was taken back,
    or that nobody has confirmed, belongs to the new upload of the same person: `queries.waiting` lets it go out anew
    where phones heard that it was taken back.

    What was published everybody knows. So a key that is known as another person's, or of another day, is neither kept
    nor moved, and nobody is told: whose it is, and whether of somebody who never was, can be read off nothing.
    """
    digests = {keyed.of_key(one.key.key): one for one in keys}
    if len(digests) < len(keys):
        raise Invalid(_("Bản gửi ghi một khóa cho nhiều ngày."))
    known = _Known.of(upload, digests)
    new = [
        DayKey(
            upload=upload,
            key=one.key.key.hex(),
            day_key=_day_key(one),
            key_digest=digest,
            last_digest=keyed.of_chain(last_of_day(one.key)),
            starts_at=_moment(one.key.start_s),
            ends_at=_moment(one.key.end_s),
        )
        for digest, one in digests.items()
        if digest not in known.others and digest not in known.own
    ]
    DayKey.objects.bulk_create(new)
    own = [pk for digest, pk in known.own.items() if digest not in known.others]
    return Taken(len(new), _taken_over(own, upload, digests) if own else 0, len(known.others))


@dataclass(slots=True)
class _Known:
    """Of keys that come in, by digest: those that are there and may be this person's, and those of others."""

    own: dict[str, int]
    others: set[str]

    @classmethod
    def of(cls, upload: Upload, keys: Mapping[str, Reported]) -> "_Known":
        """A later slot of a published key is known too; made people's keys are looked up like real ones."""
        leads = {digest: _leads_to(one.key) for digest, one in keys.items()}
        which = Q(key_digest__in=list(keys)) | Q(last_digest__in=list(set().union(*leads.values())))
        found = cls({}, set())
        for row in DayKey.objects.filter(which).select_related("upload").defer("key", "day_key"):
            same = keys.get(row.key_digest)
            if not _may_be_of(upload, row) or (same is not None and row.starts_at != _moment(same.key.start_s)):
                found.others |= _meant(row.key_digest, row.last_digest, leads)
            elif same is not None:
                found.own[row.key_digest] = row.pk
        for digest, last in CoverKey.objects.filter(which).values_list("key_digest", "last_digest"):
            found.others |= _meant(digest, last, leads)
        return found


def _leads_to(key: SlotKey) -> set[str]:
    return {keyed.of_chain(value) for value in near_last_of_day(key, DEFAULT.reach)}


def _meant(digest: str, last: str, leads: Mapping[str, Collection[str]]) -> set[str]:
    """Which of the keys that came in are this one, or follow from it."""
    return {one for one, ends in leads.items() if one == digest or last in ends}


def _may_be_of(upload: Upload, row: DayKey) -> bool:
    """Whether whoever hands it in can be its owner: the same person, or, where it is not public, nobody for certain.

    A key that was never let out is known to its phone alone; the lists of day keys tell later days too.
    """
    if row.upload.subject == upload.subject:
        return True
    return row.batch_id is None and not settings.PUSH_KEYS and row.upload.state in NOT_IN_FORCE


def _taken_over(pks: Collection[int], upload: Upload, digests: Mapping[str, Reported]) -> int:
    """Those of an upload that is not in force become this upload's."""
    held = DayKey.objects.select_for_update(of=("self",)).filter(pk__in=pks, upload__state__in=NOT_IN_FORCE)
    rows = list(held)
    for row in rows:
        one = digests[row.key_digest]
        row.upload, row.day_key = upload, _day_key(one)
        row.ends_at = max(row.ends_at, _moment(one.key.end_s))
        row.save(update_fields=["upload", "day_key", "ends_at"])
    return len(rows)


def _day_key(one: Reported) -> str:
    """The app's own key of a day tells every later day too: kept only where phones of 2020 are told by it."""
    return one.day_key.hex() if one.day_key and settings.PUSH_KEYS else ""


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def begin_of(since_on: date) -> datetime:
    """The first moment of the infectious window: midnight, local time."""
    return datetime.combine(since_on, time(), clock.VIETNAM)


def in_window(keys: Sequence[Reported], since_on: date) -> list[Reported]:
    """The keys from the first infectious day on, local time; the day it begins in is cut at that hour.

    A slot key gives all later ones of its day, so what lies before can be left out without asking the phone.
    """
    since_s = int(begin_of(since_on).timestamp())
    found = []
    for one in keys:
        if one.key.end_s < since_s:
            continue
        cut = max(0, -(-(since_s - one.key.start_s) // SLOT_S))
        found.append(Reported(later(one.key, cut), None if cut else one.day_key))
    return [one for one in found if one.key.start_s <= one.key.end_s]
