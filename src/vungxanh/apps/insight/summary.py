"""The few numbers and sentences that stand above the charts and on paper (tóm tắt)."""

from dataclasses import dataclass

from vungxanh.apps.insight import findings
from vungxanh.apps.insight.laggards import slowest
from vungxanh.apps.insight.queries.figures import Figures


@dataclass(frozen=True, slots=True)
class Summary:
    """What a leader reads first: three findings and the counts they rest on."""

    headlines: tuple[str, str, str]
    late_units: int
    idle_communes: int
    communes: int


def summary_of(figures: Figures) -> Summary:
    """The findings of a directive's figures."""
    late_units = sum(line.tally.counts.late_open > 0 for line in figures.units)
    communes = [line for line in figures.communes if line.tally.base]
    idle = sum(line.tally.is_idle for line in communes)
    total = figures.total
    third = findings.idle_communes(idle, len(communes)) if communes else _idle_units(figures)
    return Summary(
        (findings.progress(total.done, total.base), findings.overdue(total.counts.late_open, late_units), third),
        late_units,
        idle,
        len(communes),
    )


def _idle_units(figures: Figures) -> str:
    """What takes the place of the communes where none has work."""
    worst = slowest(figures.tasks, lambda line: line.tally)
    if worst is None:
        return findings.slowest("", None)
    name = findings.task_name(worst.line.task.position)
    return findings.slowest(name, worst.share, findings.other_tasks(worst.others))
