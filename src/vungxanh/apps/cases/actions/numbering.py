"""A national number belongs to one case (số bệnh nhân quốc gia)."""

from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.models import Case
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import FieldError, Invalid


def must_be_free(number: str, *, by: Actor, besides: Case | None = None) -> None:
    """Invalid when another case has the number, naming that case to who may see it (1 query)."""
    if not number.strip():
        return
    others = Case.objects.filter(number=naming.national_number(number))
    other = others.exclude(pk=besides.pk).first() if besides else others.first()
    if other is None:
        return
    if isinstance(by, Officer) and policies.may_see(by, other):
        message = _("Số này đã ghi cho ca %(code)s.") % {"code": other.code}
    else:
        message = _("Số này đã ghi cho một ca ngoài địa bàn của đơn vị. Hỏi tuyến trên trước khi ghi.")
    raise Invalid(message, errors=[FieldError("number", message)])
