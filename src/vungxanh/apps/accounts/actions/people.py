"""Making, correcting, stopping and reopening accounts."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.actions.sessions import forget_sessions
from vungxanh.apps.accounts.actions.tokens import forget_tokens
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.models.user import folded_of
from vungxanh.apps.accounts.policies import must_be_able_to_create, must_be_able_to_manage, must_be_oneself
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import Conflict, FieldError, Invalid
from vungxanh.kit.sealing.text import Unreadable, kept


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person besides the user name."""

    full_name: str
    email: str = ""
    phone: str = ""
    language: str = "vi"


def create_person(username: str, details: Details, *, by: Actor, at: datetime) -> User:
    """Make an account that cannot sign in until its person sets a password by a reset link (tạo tài khoản)."""
    must_be_able_to_create(by)
    _check(User(username=username, **_fields(details)))
    taken = [FieldError("username", _("Tên đăng nhập này đã có người dùng."))]
    if User.objects.filter(username=username).exists():
        raise Invalid(errors=taken)
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, None, created_in=by.unit_code, **_fields(details))
            audit.record("accounts.create", by=by, on=user, at=at, data={"username": username})
    except IntegrityError as second:  # somebody took the name between the question and the act
        raise Conflict(taken[0].message, errors=taken) from second
    return user


def correct_person(user: User, details: Details, *, by: Actor, at: datetime) -> User:
    """Correct a person's name or contact (sửa thông tin)."""
    must_be_able_to_manage(by, user)
    return _change(user, details, verb="accounts.correct", by=by, at=at)


def correct_contact(user: User, *, email: str, phone: str, language: str, by: Actor, at: datetime) -> User:
    """Let a person keep their own address, telephone and language right."""
    must_be_oneself(by, user)
    return _change(user, Details(user.full_name, email, phone, language), verb="accounts.correct_own", by=by, at=at)


def deactivate(user: User, *, by: Actor, at: datetime) -> User:
    """Stop an account and end all its sessions at once (ngừng hoạt động); its history stays."""
    must_be_able_to_manage(by, user)
    if by.actor_key == f"user:{user.pk}":
        raise Conflict(_("Không thể tự ngừng tài khoản của mình."))
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            raise Conflict(_("Tài khoản đã ngừng hoạt động từ trước."))
        user.is_active = False
        ended = forget_sessions(user)
        forget_tokens(user, at=at)
        user.reset_links.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=at)
        audit.record("accounts.deactivate", by=by, on=user, at=at, data={"sessions": ended})
    return user


def reactivate(user: User, *, by: Actor, at: datetime) -> User:
    """Reopen a stopped account (mở lại); tokens and links stay withdrawn."""
    must_be_able_to_manage(by, user)
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            raise Conflict(_("Tài khoản đang hoạt động."))
        user.is_active = True
        audit.record("accounts.reactivate", by=by, on=user, at=at)
    return user


def _change(user: User, details: Details, *, verb: str, by: Actor, at: datetime) -> User:
    given = {name: kept(getattr(user, name), value) for name, value in _fields(details).items()}
    changed = sorted(name for name, value in given.items() if value != getattr(user, name))
    for name in changed:
        setattr(user, name, given[name])
    _check(user)
    if not changed:
        return user
    with transaction.atomic():
        user.folded = folded_of(user.username, user.full_name)
        user.save(update_fields=[*changed, "folded"])
        audit.record(verb, by=by, on=user, at=at, data={"fields": changed})
    return user


def _fields(details: Details) -> dict[str, str]:
    return {
        "full_name": " ".join(details.full_name.split()),
        "email": details.email,
        "phone": details.phone,
        "language": details.language,
    }


def _check(user: User) -> None:
    if user.language not in dict(settings.LANGUAGES):
        raise Invalid(errors=[FieldError("language", _("Không có ngôn ngữ này."))])
    try:
        unread = [name for name, value in vars(user).items() if isinstance(value, Unreadable)]
        user.clean_fields(exclude=["password", "folded", *unread])
    except ValidationError as wrong:
        if "email" in wrong.error_dict:  # the framework's own sentence does not say what is wrong
            wrong.error_dict["email"] = [ValidationError(_("Địa chỉ thư không đúng, ví dụ ten@quangnam.gov.vn."))]
        raise Invalid.of(wrong) from wrong
