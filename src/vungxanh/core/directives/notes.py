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
        found.append(Caution("no_signer"))
    return tuple(found)


def _about_head(head: HeadLines, issuer: str | None, derived: bool, foreign: bool) -> list[Caution]:
    found = []
    if head.secrecy:
        found.append(Caution("secret", values={"mark": head.secrecy}))
    if not head.number:
        found.append(Caution("no_number"))
    if head.date is None:
        found.append(Caution("no_date"))
    if issuer is None:
        found.append(Caution("no_issuer"))
    elif derived:
        found.append(Caution("issuer_derived", values={"issuer": issuer}))
    if foreign:
        found.append(Caution("foreign_issuer"))
    return found


def _about_lists(addressees: tuple[Addressee, ...], walk: TaskWalk) -> list[Caution]:
    """Compare the preamble's list with "Kính gửi" and name what neither could be resolved."""
    found = []
    sent = {_key(ref): ref for addressee in addressees for ref in addressee.orgs if not ref.is_generic}
    for refs, paragraph in walk.preambles.found:
        bound = {_key(ref): ref for ref in refs}
        missing = [ref.text for key, ref in sent.items() if key not in bound]
        extra = [ref.text for key, ref in bound.items() if key not in sent]
        for about, texts in (("missing", missing), ("extra", extra)):
            if sent and texts:
                values = {"about": about, "names": "; ".join(texts)}
                found.append(Caution("preamble_differs", (paragraph.start, paragraph.end), values))
    return found


def _about_tasks(drafting: Drafting) -> list[Caution]:
    found = list(drafting.warnings)
    seen: set[str] = set()
    for task in drafting.tasks:
        for ref in (*task.lead, *task.cooperate):
            if ref.excludes and ref.text not in seen:
                seen.add(ref.text)
                values = {"name": ref.text, "excluded": ref.excludes}
                found.append(Caution("excluded_units", task.span, values))
            elif ref.code is None and not ref.is_generic and ref.text not in seen:
                seen.add(ref.text)
                found.append(Caution("unresolved_name", task.span, {"name": ref.text}))
            elif not ref.is_exact and ref.text not in seen:
                seen.add(ref.text)
                found.append(Caution("inexact_name", task.span, {"name": ref.text, "known": ref.name}))
        if not task.lead:
            found.append(Caution("no_lead", task.span))
    if not drafting.tasks:
        found.append(Caution("no_task"))
    elif all(task.deadline is None for task in drafting.tasks):
        found.append(Caution("no_deadline"))
    return found


def _key(ref: Ref) -> tuple[str | None, str]:
    known = ref.code or ref.kind
    return (known, "" if known else ref.name)
