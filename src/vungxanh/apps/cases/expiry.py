"""What lists brought in goes when it has served (hết hạn lưu giữ): staged rows soon, digests of entered ones later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from vungxanh.apps.cases.actions import erasing
from vungxanh.apps.cases.actions.deriving import basis
from vungxanh.apps.cases.models import Derivation, Import, ImportRow, ImportState, Opening, RowState, SelfReport
from vungxanh.kit import audit
from vungxanh.kit.retention import stores
from vungxanh.kit.retention.stores import Store


def register() -> None:
    """Rules stand in `core.records.retention`; an import that is entering now stays."""
    stores.register(
        Store("people", "people", lambda before: erasing.over(before).count(), erasing.erase),
        Store("people", "meetings", _meetings, erasing.erase_meetings),
        _rows("openings", "openings", lambda before: Opening.objects.filter(until__lt=before)),
        _rows("self_reports", "links", _links),
        _rows("derivations", "derivations", _derivations),
        _rows("case_rows_staged", "rows", _staged_rows),
        Store("case_rows_staged", "names", lambda before: _names(before).count(), _forget_names),
        _rows("case_imports", "imports", _imports),
    )


def _rows(rule: str, name: str, expired: Callable[[datetime], QuerySet[Any]]) -> Store:
    """The audit is held before the rows, as in every action of case work."""
    store = stores.rows(rule, name, expired)

    def delete(before: datetime, at_most: int) -> int:
        audit.hold()
        return store.delete(before, at_most)

    return replace(store, delete=delete)


def _meetings(before: datetime) -> int:
    return sum(1 for _meeting in erasing.over_meetings(before))


def _staged_rows(before: datetime) -> QuerySet[ImportRow]:
    old = ImportRow.objects.filter(part_of__made_at__lt=before)
    return old.exclude(state=RowState.ENTERED).exclude(part_of__state=ImportState.ENTERING)


def _names(before: datetime) -> QuerySet[Import]:
    """Files may be named after people; an import outlives the name of its file."""
    return _imports(before).filter(name__isnull=False)


def _forget_names(before: datetime, at_most: int) -> int:
    audit.hold()
    keys = list(
        _names(before).select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:at_most]
    )
    return Import.objects.filter(pk__in=keys).update(name=None)


def _imports(before: datetime) -> QuerySet[Import]:
    return Import.objects.filter(made_at__lt=before).exclude(state=ImportState.ENTERING)


def _links(before: datetime) -> QuerySet[SelfReport]:
    return SelfReport.objects.filter(Q(expires_at__lt=before) | Q(withdrawn_at__lt=before))


def _derivations(before: datetime) -> QuerySet[Derivation]:
    """All but the last, and the one that says by which policy everybody was derived."""
    kept = [run.pk for run in (Derivation.objects.order_by("pk").last(), basis()) if run]
    return Derivation.objects.filter(at__lt=before).exclude(pk__in=kept)
