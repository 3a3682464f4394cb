"""What the accounts API takes and gives."""

from datetime import datetime, time

from ninja import Schema

from vungxanh.apps.accounts.models import Scope
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit.api.schemas import PageOut, Strict


class Me(Schema):
    """Who the request acts as: the person, the unit and the roles held there; `scope` is that of a token."""

    id: int
    username: str
    full_name: str
    email: str
    phone: str
    language: str
    acts_as: str
    unit: str
    roles: list[Role]
    scope: Scope | None


class ContactIn(Strict):
    """What people keep right about themselves; keys left out stay."""

    email: str | None = None
    phone: str | None = None
    language: str | None = None


class PersonIn(ContactIn):
    """What an administrator keeps right about a person; keys left out stay."""

    full_name: str | None = None


class NewPersonIn(Strict):
    """A new account; its person sets a password by a reset link."""

    username: str
    full_name: str
    email: str = ""
    phone: str = ""
    language: str = "vi"


class PersonRow(Schema):
    """A person in a list."""

    id: int
    username: str
    full_name: str
    email: str
    phone: str
    language: str
    is_active: bool
    is_sample: bool


class PersonOut(PersonRow):
    """A person with how the account is protected; `locked` after too many wrong passwords."""

    locked: bool
    totp: bool
    passkeys: int


class ResetLinkOut(Schema):
    """The address at which the person sets a password, once; it is shown in this answer only."""

    address: str
    expires_at: datetime


class LockOut(Schema):
    """A user name that may not sign in from one address until a moment."""

    person: int
    username: str
    address: str
    failures: int
    until: datetime


class Count(Schema):
    """How many there were."""

    count: int


class SessionOut(Schema):
    """Where one is signed in; `here` is the session of this request."""

    id: int
    address: str
    user_agent: str
    since: datetime
    here: bool


class TokenIn(Strict):
    """A program's access: 1 to 365 days."""

    name: str
    scope: Scope = Scope.READ
    days: int = 90


class PersonTokenOut(Schema):
    """A program's access as an administrator sees it."""

    id: int
    name: str
    scope: Scope
    unit: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class TokenOut(PersonTokenOut):
    """A program's access; `start` is how its secret begins."""

    start: str


class NewTokenOut(TokenOut):
    """The new access with its secret, which is shown in this answer only."""

    secret: str


class NoticeOut(Schema):
    """One thing a person is told."""

    id: int
    kind: str
    subject: str
    body: str
    url: str
    urgent: bool
    due_at: datetime | None
    created_at: datetime
    read_at: datetime | None


class NoticePage(PageOut[NoticeOut]):
    """One page of notices, newest first; `unread` counts all of them."""

    unread: int


class ReadIn(Strict):
    """Which notices were read; without `ids` all of them."""

    ids: list[int] | None = None


class PreferenceOut(Schema):
    """How a person wants to be told; clock times of Viet Nam, `channels` are those to choose from."""

    channel: str
    wants_digest: bool
    digest_at: time
    quiet_from: time
    quiet_to: time
    channels: list[str]


class PreferenceIn(Strict):
    """How one wants to be told; keys left out stay."""

    channel: str | None = None
    wants_digest: bool | None = None
    digest_at: time | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
