"""Directives with their work spread over a province, some units quick, some slow, some late."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from tests.factories.directives import a_directive
from tests.factories.work import ISSUED_AT, moment
from vungxanh.apps.directives.models import Directive, DirectiveTask, Stage, TaskRole
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.work.models import Assignment, State

NOW = ISSUED_AT + timedelta(days=16, hours=6)
# Task texts in the words of such letters; the last is for departments and mass organisations only.
TEXTS = (
    "Tuyên truyền, vận động cán bộ, công chức, viên chức và người lao động cài đặt ứng dụng Bluezone trên điện thoại",
    "Phát thông báo trên hệ thống truyền thanh cơ sở ít nhất hai lần mỗi ngày",
    "Tổ chức cho từng hộ dân khai báo y tế và cài đặt ứng dụng",
    "Niêm yết tờ rơi, áp phích tại trụ sở, chợ, bến xe, khu dân cư",
    "Báo cáo số lượt cài đặt hằng tuần về Sở Thông tin và Truyền thông",
    "Kiểm tra, đôn đốc việc thực hiện trong ngành, lĩnh vực phụ trách",
)


def spread(
    units: Sequence[Unit],
    giver: Unit,
    *,
    number: str = "4248",
    seed: int = 1,
    texts: Sequence[str] = TEXTS,
    issued_at: datetime = ISSUED_AT,
    at: datetime = NOW,
) -> Directive:
    """An issued directive that gives every text but the last to every unit, the last to agencies only."""
    directive = a_directive(
        giver,
        stage=Stage.ISSUED,
        number=number,
        subject="V/v triển khai ứng dụng khẩu trang điện tử Bluezone trong phòng, chống dịch COVID-19",
        text=f"Số: {number}/UBND-KGVX, {seed}\nĐề nghị các đơn vị thực hiện.",
    )
    Directive.objects.filter(pk=directive.pk).update(issued_at=issued_at)
    directive.issued_at = issued_at
    tasks = [
        DirectiveTask.objects.create(directive=directive, position=n, text=text, span_start=0, span_end=5)
        for n, text in enumerate(texts, 1)
    ]
    dice = Random(seed)
    rows = []
    for unit in units:
        pace = min(max(dice.gauss(0.62, 0.3), 0.0), 1.0)
        local = unit.level in {Level.DISTRICT, Level.COMMUNE}
        for task in tasks[:-1] if local else tasks[-3:]:
            due = moment((issued_at + timedelta(days=7 + 3 * task.position)).date(), 17)
            rows.append(_row(task, unit, giver, due, pace, dice, issued_at, at))
    Assignment.objects.bulk_create(rows, batch_size=500)
    return directive


def _row(
    task: DirectiveTask,
    unit: Unit,
    giver: Unit,
    due: datetime,
    pace: float,
    dice: Random,
    issued_at: datetime,
    at: datetime,
) -> Assignment:
    row = Assignment(
        directive=task.directive,
        task=task,
        unit=unit,
        role=TaskRole.LEAD,
        title=task.text,
        assigned_by=giver,
        assigned_at=issued_at,
        updated_at=issued_at,
    )
    row.fall_due(due)
    luck = dice.random()
    if luck < pace:
        row.reported_at = min(issued_at + timedelta(days=dice.uniform(1, 15)), at)
        row.percent = 100
        row.move_to(State.REPORTED)
        if dice.random() < 0.75:
            row.accepted_at = min(row.reported_at + timedelta(days=dice.uniform(0.2, 3)), at)
            row.move_to(State.ACCEPTED)
        row.updated_at = row.accepted_at or row.reported_at
    elif luck < pace + (1 - pace) * 0.5:
        row.percent = dice.randrange(10, 95, 5)
        row.move_to(State.DOING)
    return row
