"""What operations of the org API take from a request: the day, the unit, the person."""

from datetime import date

from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock
from vungxanh.kit.problems import FieldError, Invalid, NotFound


def day_of(on: date | None) -> date:
    """The day asked for, else today in Viet Nam."""
    return on or clock.day_of(clock.now())


def no_such_unit(code: str) -> NotFound:
    """What is said of a code that no unit has."""
    return NotFound(_("Không có đơn vị nào mã %(code)s.") % {"code": code[:40]})


def unit_of(code: str) -> Unit:
    """The unit of a code in the address."""
    unit = Unit.objects.select_related("parent").filter(code=code).first()
    if unit is None:
        raise no_such_unit(code)
    return unit


def named_unit(code: str, *, field: str) -> Unit:
    """The unit of a code in the body."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        message = _("Không có đơn vị nào mã %(code)s.") % {"code": code[:40]}
        raise Invalid(message, errors=[FieldError(field, message)])
    return unit


def named_person(username: str, *, field: str = "person") -> User:
    """The active person of a user name in the body."""
    user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if user is None:
        message = _("Không có tài khoản đang dùng nào tên này.")
        raise Invalid(message, errors=[FieldError(field, message)])
    return user
