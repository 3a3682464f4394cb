"""What the feature itself offers to do next with a directive."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.acts import Act, offer


@offer(Directive)
def next_steps(directive: Directive, officer: Officer) -> Iterator[Act]:
    """Review a draft, reopen a confirmed one, withdraw either."""
    if not policies.may_review(officer, directive):
        return
    if directive.stage == Stage.DRAFT:
        yield Act(_("Rà soát nhiệm vụ"), reverse("directives:desk", args=[directive.pk]), tone="primary")
    if directive.stage == Stage.CONFIRMED:
        yield Act(_("Mở lại rà soát"), reverse("directives:reopen", args=[directive.pk]), method="post")
    if directive.stage in (Stage.DRAFT, Stage.CONFIRMED):
        yield Act(_("Thu hồi"), reverse("directives:withdraw", args=[directive.pk]), tone="danger")
