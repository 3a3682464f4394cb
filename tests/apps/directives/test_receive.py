"""Taking letters in: from file to draft, and every refusal."""

from io import BytesIO

import pytest

from tests.factories.directives import AT, LETTER, a_clerk, the_demonstration_province, the_letter
from tests.factories.org import an_officer
from tests.factories.tasks import run_pending
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions.keep_reading import AlreadyReceived
from vungxanh.apps.directives.actions.receive import Upload, read_reception, receive
from vungxanh.apps.directives.actions.withdraw import withdraw
from vungxanh.apps.directives.models import Directive, DirectiveTask, Reception, ReceptionState, Recurrence, TaskRole
from vungxanh.kit import search
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.problems import Invalid, NotAllowed, Problem

pytestmark = pytest.mark.django_db


def parties(directive: Directive, role: TaskRole) -> int:
    return sum(task.parties.filter(role=role).count() for task in directive.tasks.all())


def test_the_letter_becomes_fourteen_tasks_with_25_leads_and_4_partners() -> None:
    directive = the_letter(the_demonstration_province())
    assert (directive.number, directive.symbol, directive.dated.isoformat()) == ("4248", "UBND-KGVX", "2020-07-28")
    assert directive.tasks.count() == 14
    assert parties(directive, TaskRole.LEAD) == 25
    assert parties(directive, TaskRole.COOPERATE) == 4
    assert directive.tasks.filter(recurrence=Recurrence.UNSET).count() == 2
    assert {row.position for row in directive.addressees.all()} == {1, 2, 3, 4}
    for task in directive.tasks.all():
        assert directive.text[task.span_start : task.span_end] == task.text


def test_a_received_letter_is_found_by_its_number_and_stands_in_the_audit() -> None:
    directive = the_letter(the_demonstration_province())
    hits = search.find("4248/UBND-KGVX", scope=search.Scope.everything(), kinds=["directive"])
    assert [hit.object_id for hit in hits] == [str(directive.pk)]
    assert [entry.verb for entry in history_of(directive)] == ["directives.receive"]


def test_the_same_file_again_is_told_and_nothing_more_is_kept() -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    with pytest.raises(AlreadyReceived) as told:
        the_letter(clerk)
    assert told.value.directive == directive
    assert StoredFile.objects.count() == 1


def test_the_same_number_in_another_file_is_told() -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    other = LETTER.read_text(encoding="utf-8").replace("gương mẫu", "nêu gương")
    with pytest.raises(AlreadyReceived) as told:
        receive(Upload("khac.txt", other.encode()), by=clerk, at=AT)
    assert told.value.directive == directive


def test_a_withdrawn_letter_may_be_received_again() -> None:
    clerk = the_demonstration_province()
    first = the_letter(clerk)
    withdraw(first, reason="Nhầm tệp", version=first.version, by=clerk, at=AT)
    assert the_letter(clerk) != first


def test_two_units_each_hold_their_own_copy() -> None:
    first = the_letter(the_demonstration_province())
    assert the_letter(a_clerk()).unit != first.unit


def test_an_officer_without_a_desk_role_cannot_receive() -> None:
    with pytest.raises(NotAllowed):
        receive(Upload("a.txt", b"x"), by=an_officer(Role.OFFICER), at=AT)


def test_a_letter_marked_secret_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(Invalid, match="mật"):
        receive(
            Upload("mat.txt", "TỐI MẬT\nSố: 12/UBND-NC\nQuảng Nam, ngày 3 tháng 8 năm 2020\n".encode()),
            by=a_clerk(),
            at=AT,
        )
    assert not Directive.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rong.txt", b""),
        ("trang.txt", b"  \n "),
        ("anh.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50),
        ("hong.pdf", b"%PDF-1.7\n" + b"0" * 100),
        ("hong.docx", b"PK\x03\x04" + b"0" * 100),
    ],
)
def test_a_bad_file_is_refused_by_name_and_nothing_is_kept(name: str, data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        receive(Upload(name, data), by=a_clerk(), at=AT)
    assert name in str(refused.value)
    assert not StoredFile.objects.exists()
    assert not Reception.objects.exists()
    assert not DirectiveTask.objects.exists()


def a_scan(text: str) -> bytes:
    """A one-page PDF that is only a picture of the text."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 34)
    ImageDraw.Draw(page).multiline_text((140, 140), text, font=font, fill=0, spacing=18)
    target = BytesIO()
    page.save(target, "PDF", resolution=200)
    return target.getvalue()


@pytest.mark.slow
def test_a_scan_waits_and_is_read_in_the_background_once(tesseract: None) -> None:
    clerk = a_clerk()
    letter = (
        "Số: 77/SYT-NVY\n\nQuảng Nam, ngày 03 tháng 8 năm 2020\n\n"
        "Kính gửi: Các bệnh viện.\n\n- Các bệnh viện báo cáo trước ngày 15/8/2020."
    )
    reception = receive(Upload("quet.pdf", a_scan(letter)), by=clerk, at=AT)
    assert reception.state == ReceptionState.WAITING
    assert not Directive.objects.exists()
    run_pending()
    reception.refresh_from_db()
    assert reception.state == ReceptionState.DONE, reception.problem
    assert reception.directive is not None
    assert reception.directive.number == "77"
    assert any(warning["code"] == "extraction" for warning in reception.directive.reading["warnings"])
    read_reception(reception.pk, at=AT)
    assert Directive.objects.count() == 1
