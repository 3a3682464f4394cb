"""What work offers on the pages of lower features."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.queries.visible import add_ground
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import Assignment
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


@add_ground
def has_a_part(officer: Officer) -> Q:
    """Whoever holds an assignment of a letter, however far below it was handed down, may read the letter."""
    return Q(Exists(Assignment.objects.filter(directive=OuterRef("pk"), unit=officer.unit)))
