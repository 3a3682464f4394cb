"""What becomes of open letters when a unit merges or ends (hệ quả đối với văn bản đang xử lý)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.directives.queries.left_behind import OPEN
from vungxanh.apps.org.foresight import Fact, Turn, foresee


@foresee
def letters(turn: Turn) -> Iterator[Fact]:
    """Drafts and confirmed letters: the heir gets them, else they wait for the unit above."""
    if turn.act == "move":
        return
    count = Directive.objects.filter(stage__in=OPEN, unit=turn.unit).count()
    if turn.other is None:
        yield _("Văn bản đang xử lý chờ đơn vị cấp trên giao lại"), count
    else:
        yield _("Văn bản đang xử lý chuyển sang đơn vị nhận"), count
