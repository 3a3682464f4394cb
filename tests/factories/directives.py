"""Directives, from a bare row to letter 4248 as received."""

from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from tests.factories.accounts import a_user
from tests.factories.org import a_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions.keep_reading import hash_of
from vungxanh.apps.directives.actions.receive import Upload, receive
from vungxanh.apps.directives.models import Addressee, Directive, DirectiveTask, LeadMode, Stage, TaskParty, TaskRole
from vungxanh.apps.org.actions import demonstration
from vungxanh.apps.org.models import Group, Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.actors import SystemActor

AT = datetime(2020, 7, 28, 8, 30, tzinfo=UTC)
LETTER = Path(__file__).parents[1] / "letters" / "4248-UBND-KGVX.txt"
_numbers = count(1)


def a_clerk(unit: Unit | None = None, name: str = "Trần Thị Bình") -> Officer:
    """A clerk of the unit, or of a new department."""
    return an_officer(Role.CLERK, unit or a_unit(level=Level.DEPARTMENT, parent=a_province()), name=name)


def a_directive(
    unit: Unit | None = None,
    *,
    stage: Stage = Stage.DRAFT,
    text: str = "",
    number: str = "",
    dated: date | None = date(2020, 7, 28),
    subject: str = "V/v triển khai ứng dụng CNTT",
    to: tuple[Unit | Group, ...] = (),
    **fields: object,
) -> Directive:
    """A directive of the unit without tasks; `to` are the bodies of its "Kính gửi"."""
    number = number or str(next(_numbers))
    text = (
        text
        or f"Số: {number}/UBND-KGVX\nĐề nghị Sở Y tế hướng dẫn người dân cài đặt; tuyên truyền đến từng hộ.\nNơi nhận:"
    )
    user = a_user()
    closed = stage in (Stage.CONFIRMED, Stage.ISSUED)
    directive = Directive.objects.create(
        unit=unit or a_unit(level=Level.DEPARTMENT, parent=a_province()),
        number=number,
        symbol="UBND-KGVX",
        type="công văn",
        dated=dated,
        issuer="UBND tỉnh Quảng Nam",
        subject=subject,
        text=text,
        text_hash=hash_of(text),
        folded=fold(f"{number}/UBND-KGVX {subject} UBND tỉnh Quảng Nam"),
        stage=stage,
        received_by=user,
        received_at=AT,
        confirmed_by=user if closed else None,
        confirmed_at=AT if closed else None,
        issued_at=AT if stage == Stage.ISSUED else None,
        **fields,
    )
    for position, body in enumerate(to, 1):
        Addressee.objects.create(directive=directive, position=position, text=body.name, **_body(body))
    return directive


def a_task(
    directive: Directive,
    *,
    lead: tuple[Unit | Group, ...] = (),
    cooperate: tuple[Unit | Group, ...] = (),
    inform: tuple[Unit | Group, ...] = (),
    text: str = "",
    span: tuple[int, int] | None = None,
    **fields: object,
) -> DirectiveTask:
    """A task whose text is the span of the letter (its second line by default), with these units and groups."""
    if span is None:
        start = directive.text.find("\n") + 1
        end = directive.text.find("\n", start)
        span = (start, end if end > start else len(directive.text))
    many = len(lead) > 1 or any(isinstance(body, Group) for body in lead)
    values = {"lead_mode": LeadMode.EACH if many else LeadMode.SINGLE} | fields
    task = DirectiveTask.objects.create(
        directive=directive,
        position=directive.tasks.count() + 1,
        text=text or directive.text[span[0] : span[1]],
        span_start=span[0],
        span_end=span[1],
        **values,
    )
    for role, bodies in ((TaskRole.LEAD, lead), (TaskRole.COOPERATE, cooperate), (TaskRole.INFORM, inform)):
        for body in bodies:
            TaskParty.objects.create(task=task, role=role, text=body.name, **_body(body))
    return task


def the_demonstration_province() -> Officer:
    """The 260 real units with groups and sample people; the clerk of the province's committee, who receives letters."""
    demonstration.seed(by=SystemActor("test"), at=AT)
    return a_clerk(Unit.objects.get(code="49"))


def the_letter(by: Officer) -> Directive:
    """Letter 4248/UBND-KGVX received from its text file and read against the directory."""
    reception = receive(Upload("4248-UBND-KGVX.txt", LETTER.read_bytes()), by=by, at=AT)
    assert reception.directive is not None
    return reception.directive


def _body(body: Unit | Group) -> dict[str, Unit | Group]:
    return {"group" if isinstance(body, Group) else "unit": body}
