"""The warnings that a read letter carries for the person who confirms it (cảnh báo)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vungxanh.core.directives.model import Addressee, Caution, Ref

if TYPE_CHECKING:
    from vungxanh.core.directives.closing import Closing
    from vungxanh.core.directives.drafts import Drafting
    from vungxanh.core.directives.header import HeadLines
    from vungxanh.core.directives.tasks import TaskWalk


def gather(
    head: HeadLines,
    issuer: str | None,
    derived: bool,
    foreign: bool,
    addressees: tuple[Addressee, ...],
    drafting: Drafting,
    walk: TaskWalk,
    closing: Closing,
) -> tuple[Caution, ...]:
    """Collect everything a person must look at, in the order of the letter."""
    found = [*_about_head(head, issuer, derived, foreign), *_about_lists(addressees, walk), *_about_tasks(drafting)]
    if closing.signature.signer is None:
        found.append(Caution("no_signer", "Không đọc được người ký."))
    return tuple(found)


def _about_head(head: HeadLines, issuer: str | None, derived: bool, foreign: bool) -> list[Caution]:
    found = []
    if head.secrecy:
        found.append(
            Caution(
                "secret",
                f"Văn bản có dấu mật ({head.secrecy}): hệ thống không tiếp nhận văn bản mật (Quyết định "
                f"28/2018/QĐ-TTg).",
            )
        )
    if not head.number:
        found.append(Caution("no_number", "Văn bản chưa có số: cần bổ sung trước khi vào sổ."))
    if head.date is None:
        found.append(
            Caution("no_date", "Không đọc được ngày ban hành: thời hạn tính từ ngày ký sẽ không xác định được.")
        )
    if issuer is None:
        found.append(Caution("no_issuer", "Không đọc được cơ quan ban hành."))
    elif derived:
        found.append(
            Caution(
                "issuer_derived",
                f"Phần đầu không ghi cơ quan ban hành; suy ra «{issuer}» từ ký hiệu, địa danh và phần ký.",
            )
        )
    if foreign:
        found.append(
            Caution(
                "foreign_issuer",
                "Văn bản của địa phương ngoài danh mục: tên cơ quan được giữ như trong văn bản, không gắn mã đơn vị.",
            )
        )
    return found


def _about_lists(addressees: tuple[Addressee, ...], walk: TaskWalk) -> list[Caution]:
    """Compare the preamble's list with "Kính gửi" and name what neither could be resolved."""
    found = []
    sent = {_key(ref): ref for addressee in addressees for ref in addressee.orgs if not ref.is_generic}
    for refs, paragraph in walk.preambles:
        bound = {_key(ref): ref for ref in refs}
        missing = [ref.text for key, ref in sent.items() if key not in bound]
        extra = [ref.text for key, ref in bound.items() if key not in sent]
        if sent and (missing or extra):
            parts = [f"Kính gửi có nhưng đoạn giao việc không nêu: {'; '.join(missing)}"] if missing else []
            parts += [f"đoạn giao việc nêu nhưng Kính gửi không có: {'; '.join(extra)}"] if extra else []
            found.append(Caution("preamble_differs", ". ".join(parts) + ".", (paragraph.start, paragraph.end)))
    return found


def _about_tasks(drafting: Drafting) -> list[Caution]:
    found = list(drafting.warnings)
    seen: set[str] = set()
    for task in drafting.tasks:
        for ref in (*task.lead, *task.cooperate):
            if ref.code is None and not ref.is_generic and ref.text not in seen:
                seen.add(ref.text)
                found.append(
                    Caution(
                        "unresolved_name",
                        f"Không có trong danh mục: «{ref.text}»; giữ nguyên như trong văn bản.",
                        task.span,
                    )
                )
            elif not ref.is_exact and ref.text not in seen:
                seen.add(ref.text)
                found.append(
                    Caution(
                        "inexact_name", f"«{ref.text}» được hiểu là «{ref.name}» khi bỏ dấu: cần kiểm tra.", task.span
                    )
                )
        if not task.lead:
            found.append(Caution("no_lead", "Nhiệm vụ không nêu đơn vị chủ trì.", task.span))
    if not drafting.tasks:
        found.append(Caution("no_task", "Không đọc được nhiệm vụ nào trong văn bản."))
    elif all(task.deadline is None for task in drafting.tasks):
        found.append(Caution("no_deadline", "Văn bản không nêu thời hạn: cần người đặt thời hạn khi giao việc."))
    return found


def _key(ref: Ref) -> tuple[str | None, str]:
    return (ref.code, "" if ref.code else ref.name)
