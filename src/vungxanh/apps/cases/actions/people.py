"""Entering people and changing what is known of them (người)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import keys, naming, policies
from vungxanh.apps.cases.actions.current import person_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.moving import move
from vungxanh.apps.cases.actions.pairing import look
from vungxanh.apps.cases.models import Person, Sex
from vungxanh.apps.cases.queries.duplicates import identity_of
from vungxanh.apps.cases.wording import fault_of_birth_year
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity, citizen_id, dialled, phone
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

_TRIES = 8
VACCINATION = Said("thông tin đã tiêm đủ được sửa", "whether somebody is vaccinated was corrected")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person; empty where nothing is (thông tin người)."""

    full_name: str = ""
    phone: str = ""
    citizen_id: str = ""
    address: str = ""
    birth_year: int | None = None
    sex: Sex = Sex.UNKNOWN
    is_vaccinated: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)

    def identity(self) -> Identity:
        """What somebody is recognised by."""
        female = {Sex.FEMALE: True, Sex.MALE: False}.get(self.sex)
        return Identity(
            self.full_name, year=self.birth_year, phone=self.phone, citizen_id=self.citizen_id, female=female
        )

    def filled(self, other: "Known") -> "Known":
        """This, with what only the other tells of the same person."""
        sex = other.sex if self.sex == Sex.UNKNOWN else self.sex
        told = {one.name: getattr(self, one.name) or getattr(other, one.name) for one in fields(self)}
        return Known(**told | {"sex": Sex(sex), "facts": {**other.facts, **self.facts}})


def enter(known: Known, place: Unit, *, by: Officer, at: datetime, entropy: naming.Entropy) -> Person:
    """Write a person down in a place of the officer's own (thêm người)."""
    policies.must_follow_up(by, place)
    with transaction.atomic():
        audit.hold()
        person = make(known, place, at=at, entropy=entropy)
        audit.record("cases.person.enter", by=by, on=person, at=at)
    return person


def make(known: Known, place: Unit, *, at: datetime, entropy: naming.Entropy) -> Person:
    """The row alone, for actions that have asked their policy, hold the audit and write their own entry."""
    must_be_sound(known, at)
    person = Person.objects.create(**row_of(known, place, pseudonym=_free_pseudonym(entropy), at=at))
    if _is_found(person):
        look([person.pk], at=at)
    return person


def row_of(
    known: Known, place: Unit, *, pseudonym: str, at: datetime, digests: Mapping[str, str] | None = None
) -> dict[str, object]:
    """A sound person as columns, for who writes many at once; `digests` when the keys have been made already."""
    return {
        "pseudonym": pseudonym,
        "commune_id": place.pk,
        "path": place.path,
        "entered_at": at,
        "updated_at": at,
        **_columns(known),
        **(digests or keys.of(known.identity())),
    }


def change(person: Person, known: Known, place: Unit, *, version: int, by: Officer, at: datetime) -> Person:
    """Correct what is known of a person (sửa thông tin); Conflict when somebody else was first.

    How long the vaccinated are quarantined differs, so their standing is derived again.
    """
    policies.must_follow_up(by, person)
    policies.must_follow_up(by, place)
    must_be_sound(known, at)
    with transaction.atomic():
        current = person_now(person, policies.must_follow_up, by=by)
        if current.version != version:
            raise Conflict(_("Người khác vừa sửa hồ sơ này; hãy xem lại rồi sửa tiếp."))
        was_vaccinated, was_like, was = current.is_vaccinated, _like(current), identity_of(current)
        for name, value in (_columns(known) | keys.of(known.identity())).items():
            setattr(current, name, value)
        current.updated_at, current.version = at, version + 1
        if current.path != place.path:
            move(current, place)
        current.save()
        if _like(current) != was_like:
            look([current.pk], at=at, were={current.pk: was})
        audit.record("cases.person.change", by=by, on=current, at=at)
        if current.is_vaccinated != was_vaccinated:
            derive({current.pk}, cause=VACCINATION, by=by, at=at)
    return current


def complete(person: Person, known: Known, *, by: Officer, at: datetime) -> Person:
    """Add what was not known of somebody who was told of again (bổ sung thông tin); what is known stays."""
    person = Person.objects.select_related("commune").get(pk=person.pk)
    held = known_of(person)
    whole = held.filled(known)
    if whole == held or person.commune is None:
        return person
    return change(person, whole, person.commune, version=person.version, by=by, at=at)


def known_of(person: Person) -> Known:
    """What the record of somebody says."""
    told = {one.name: getattr(person, one.name) for one in fields(Known)}
    return Known(**told | {"sex": Sex(person.sex), "facts": json.loads(person.facts) if person.facts else {}})


def must_be_sound(known: Known, at: datetime) -> None:
    """Invalid names each field that cannot be right."""
    wrong = []
    if known.phone and phone(known.phone) is None:
        wrong.append(FieldError("phone", _("Số điện thoại không đúng dạng.")))
    if known.citizen_id and citizen_id(known.citizen_id) is None:
        wrong.append(FieldError("citizen_id", _("Số căn cước gồm 9 hoặc 12 chữ số.")))
    if known.birth_year is not None and (fault := fault_of_birth_year(known.birth_year, day_of(at))):
        wrong.append(FieldError("birth_year", _(fault)))
    if wrong:
        raise Invalid(_("Thông tin người chưa đúng."), errors=wrong)


def _is_found(person: Person) -> bool:
    return bool(person.key_phone or person.key_citizen or person.key_name)


def _like(person: Person) -> tuple[object, ...]:
    """What decides whom somebody is like."""
    keys_of = (person.key_phone, person.key_citizen, person.key_name)
    return *keys_of, person.full_name, person.birth_year, person.sex


def _columns(known: Known) -> dict[str, object]:
    return {
        "full_name": known.full_name.strip(),
        "phone": dialled(known.phone),
        "citizen_id": known.citizen_id.strip(),
        "address": known.address.strip(),
        "facts": json.dumps(dict(known.facts), ensure_ascii=False) if known.facts else "",
        "birth_year": known.birth_year,
        "sex": known.sex,
        "is_vaccinated": known.is_vaccinated,
    }


def _free_pseudonym(entropy: naming.Entropy) -> str:
    for _try in range(_TRIES):
        name = naming.pseudonym(entropy(8))
        if not Person.objects.filter(pseudonym=name).exists():
            return name
    raise Conflict(_("Chưa cấp được bí danh; hãy thử lại."))
