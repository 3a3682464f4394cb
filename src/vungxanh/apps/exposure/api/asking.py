"""What a program is to answer before an act counts: it learns by which operation (hỏi trước khi xác nhận)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vungxanh.apps.exposure.models import Upload
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.acts import next_for
from vungxanh.kit.problems import Conflict


class AskedFirst(Conflict):
    """A feature above has to be answered first (phải trả lời trước); `instead` is its operation."""

    slug, title = "asked-first", _("Phải trả lời trước")

    def __init__(self, instead: str) -> None:
        super().__init__(_("Chưa xác nhận: phải trả lời trước người này là ai. Gửi đến %(url)s.") % {"url": instead})
        self.instead = instead

    def as_json(self, *, instance: str = "") -> dict[str, Any]:
        """The problem document with where to answer."""
        return super().as_json(instance=instance) | {"instead": self.instead}


def must_need_no_answer(upload: Upload, by: Officer) -> None:
    """AskedFirst where a feature above asks something of what was sent, as it does on the page."""
    for act in next_for(upload, by):
        if act.api:
            raise AskedFirst(act.api)
