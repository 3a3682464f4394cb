"""What insight offers on the pages of lower features."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.acts import Act, offer


@offer(Directive)
def show_figures(directive: Directive, _officer: Officer) -> Iterator[Act]:
    """The way from an issued directive to its numbers; the page itself limits what is counted."""
    if directive.stage == Stage.ISSUED:
        yield Act(_("Xem số liệu"), reverse("insight:directive", args=[directive.pk]))
