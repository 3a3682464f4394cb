"""What a read directive consists of (văn bản chỉ đạo đã đọc)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from vungxanh.core.directives.cautions import Language, sentence

Span = tuple[int, int]
LeadMode = Literal["single", "joint", "each"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A mention of an organisation or group: as written, its directory name, its unit code or group key."""

    text: str
    name: str
    code: str | None
    is_group: bool = False
    is_generic: bool = False
    """Said of whoever is concerned ("các đơn vị liên quan"), so not a name that a directory could hold."""
    is_exact: bool = True
    """False when the name matched only after accents were dropped."""
    kind: str | None = None
    """The kind of group the words mean in a letter from another province, where `code` is withheld."""
    excludes: str | None = None
    """Who of the group is left out ("huyện Đại Lộc" of "… (trừ huyện Đại Lộc)"); the `code` is withheld then."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a person must look at: a stable code and the values that its sentence needs (see `cautions`)."""

    code: str
    span: Span | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: Language = "vi") -> str:
        """Say it in the asked language."""
        return sentence(self.code, self.values, language)

    @property
    def message(self) -> str:
        """Say it in Vietnamese."""
        return self.sentence()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline (thời hạn) and where it comes from; the date is None when only a calendar can give it."""

    date: date | None
    origin: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One entry of "Kính gửi"."""

    text: str
    orgs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One duty of the letter; `span` indexes the directive's text and `text` is exactly that slice."""

    id: str
    section: str
    text: str
    span: Span
    verb: str | None
    lead: tuple[Ref, ...]
    lead_mode: LeadMode
    cooperate: tuple[Ref, ...]
    channels: tuple[str, ...]
    targets: tuple[str, ...]
    recurrence: str | None
    deadline: Deadline | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Header:
    """Components 1 to 5 and 10 of NĐ 30/2020; every field is None where the letter does not state it."""

    number: str | None = None
    symbol: str | None = None
    type: str = "công văn"
    place: str | None = None
    date: date | None = None
    issuer: str | None = None
    subject: str | None = None
    urgency: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block: authority lines in order ("TM. …", "KT. …"), then position and name."""

    authority: tuple[str, ...] = ()
    position: str | None = None
    signer: str | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """The last line of "Nơi nhận": "Lưu: VT, KTTH (Hậu)"."""

    units: tuple[str, ...] = ()
    drafter: str | None = None


@dataclass(frozen=True, slots=True)
class Directive:
    """A letter as read; nothing here is issued before a person has confirmed it."""

    header: Header
    addressees: tuple[Addressee, ...]
    tasks: tuple[Task, ...]
    footnotes: tuple[str, ...]
    signature: Signature
    cc: tuple[str, ...]
    archive: Archive
    warnings: tuple[Caution, ...]
    text: str
