"""What lists brought in goes when it has served (hết hạn lưu giữ): staged rows soon, digests of entered ones later."""

from datetime import datetime

from django.db.models import QuerySet

from vungxanh.apps.cases.models import Import, ImportRow, ImportState, RowState
from vungxanh.kit.retention import stores


def register() -> None:
    """Rules stand in `core.records.retention`; an import that is entering now stays."""
    stores.register(
        stores.rows("case_rows_staged", "rows", _staged_rows),
        stores.rows("case_imports", "imports", _imports),
    )


def _staged_rows(before: datetime) -> QuerySet[ImportRow]:
    old = ImportRow.objects.filter(part_of__made_at__lt=before)
    return old.exclude(state=RowState.ENTERED).exclude(part_of__state=ImportState.ENTERING)


def _imports(before: datetime) -> QuerySet[Import]:
    return Import.objects.filter(made_at__lt=before).exclude(state=ImportState.ENTERING)
