"""The roles a person may hold in a unit (vai trò)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a post lets its holder do; policies of each feature say what that is."""

    LEADER = "leader", _("Lãnh đạo")
    CHIEF_OF_OFFICE = "chief_of_office", _("Chánh Văn phòng")
    CLERK = "clerk", _("Văn thư")
    OFFICER = "officer", _("Chuyên viên")
    HEALTH_OFFICER = "health_officer", _("Cán bộ y tế")
    ONE_STOP_OFFICER = "one_stop_officer", _("Cán bộ một cửa")
    TECHNICIAN = "technician", _("Cán bộ kỹ thuật")
    ADMINISTRATOR = "administrator", pgettext_lazy("một vai trò", "Quản trị")
