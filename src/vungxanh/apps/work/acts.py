"""What work offers on the pages of lower features."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.links import page
from vungxanh.kit.acts import Act, offer


@offer(Directive)
def issue(directive: Directive, officer: Officer) -> Iterable[Act]:
    """The button that turns a confirmed directive into assignments."""
    if (
        directive.stage == Stage.CONFIRMED
        and policies.may_issue(officer, directive)
        and (url := page("issue", directive.pk))
    ):
        yield Act(_("Phát hành"), url, tone="primary")
