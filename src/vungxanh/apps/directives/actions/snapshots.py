"""A directive under review as plain data: what changed between two moments, and how to put it back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskParty

Snapshot = dict[str, Any]
HEADER_FIELDS = ("number", "symbol", "type", "place", "dated", "issuer", "subject", "urgency")
TASK_FIELDS = (
    "position",
    "section",
    "text",
    "span_start",
    "span_end",
    "verb",
    "lead_mode",
    "channels",
    "targets",
    "recurrence",
    "recurrence_detail",
    "recurrence_text",
    "deadline_on",
    "deadline_origin",
    "confidence",
)


def take(directive: Directive) -> Snapshot:
    """The header, the explained spans and every task with its parties as JSON values (2 queries)."""
    tasks = DirectiveTask.objects.filter(directive=directive).prefetch_related("parties")
    return {
        "header": {name: _plain(getattr(directive, name)) for name in HEADER_FIELDS},
        "explained": [list(span) for span in directive.explained],
        "tasks": {str(task.pk): of_task(task) for task in tasks},
    }


def of_task(task: DirectiveTask) -> Snapshot:
    """One task and its parties as JSON values."""
    parties = [
        {"role": party.role, "text": party.text, "unit_id": party.unit_id, "group_id": party.group_id}
        for party in task.parties.all()
    ]
    return {name: _plain(getattr(task, name)) for name in TASK_FIELDS} | {"parties": parties}


def difference(before: Snapshot, after: Snapshot) -> Snapshot:
    """What must be put back to turn `after` into `before`; empty when nothing changed."""
    changed: Snapshot = {}
    header = {name: value for name, value in before["header"].items() if after["header"][name] != value}
    if header:
        changed["header"] = header
    if before["explained"] != after["explained"]:
        changed["explained"] = before["explained"]
    keys = {*before["tasks"], *after["tasks"]}
    tasks = {
        key: before["tasks"].get(key) for key in sorted(keys) if before["tasks"].get(key) != after["tasks"].get(key)
    }
    if tasks:
        changed["tasks"] = tasks
    return changed


def put_back(directive: Directive, changed: Snapshot) -> None:
    """Restore what a difference names; tasks keep their ids. The caller saves the directive."""
    for name, value in changed.get("header", {}).items():
        setattr(directive, name, date.fromisoformat(value) if name == "dated" and value else value)
    if "explained" in changed:
        directive.explained = changed["explained"]
    for key, task in changed.get("tasks", {}).items():
        _put_back_task(directive, int(key), task)


def _put_back_task(directive: Directive, pk: int, was: Mapping[str, Any] | None) -> None:
    if was is None:
        DirectiveTask.objects.filter(pk=pk, directive=directive).delete()
        return
    fields = {name: was[name] for name in TASK_FIELDS if name in was}  # a field may be younger than the edit
    fields["deadline_on"] = date.fromisoformat(was["deadline_on"]) if was["deadline_on"] else None
    task, _ = DirectiveTask.objects.update_or_create(pk=pk, directive=directive, defaults=fields)
    task.parties.all().delete()
    TaskParty.objects.bulk_create(TaskParty(task=task, **party) for party in was["parties"])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
