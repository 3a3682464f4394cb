"""Keeping a task's way of leading true to how many leads it names."""

from vungxanh.apps.directives.models import DirectiveTask, LeadMode, TaskRole


def settle_lead_mode(task: DirectiveTask) -> None:
    """A group or several leads cannot be SINGLE: each then leads in its own field; one unit alone always is."""
    leads = list(task.parties.filter(role=TaskRole.LEAD))
    many = len(leads) > 1 or any(lead.group_id for lead in leads)
    if many == (task.lead_mode != LeadMode.SINGLE):
        return
    task.lead_mode = LeadMode.EACH if many else LeadMode.SINGLE
    task.save(update_fields=["lead_mode"])
