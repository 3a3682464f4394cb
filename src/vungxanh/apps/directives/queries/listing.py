"""The list of directives: narrowed by words and stage, counted by stage, paged (danh sách văn bản)."""

from django.db.models import Count, QuerySet

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.officers import Officer
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.paging import Order

NEWEST_FIRST = Order("-received_at", "-id")


def listed(officer: Officer, *, words: str = "", stage: str = "") -> QuerySet[Directive]:
    """What the officer may read, with every word in number, subject or issuer (accents or not), and its task count."""
    rows = visible_to(officer)
    for word in fold(words).split()[:12]:
        rows = rows.filter(folded__contains=word)
    if stage in Stage.values:
        rows = rows.filter(stage=stage)
    return rows.annotate(task_count=Count("tasks")).defer("text", "reading").select_related("unit")


def count_by_stage(officer: Officer) -> dict[str, int]:
    """How many directives the officer may read in each stage."""
    return dict(visible_to(officer).order_by().values_list("stage").annotate(Count("pk")))
