"""Whom an item binds when it inherits from those above it, or says only "các đơn vị" (phạm vi giao việc)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vungxanh.core.directives.clauses import Subject
from vungxanh.core.directives.drafts import Lead
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.places import areas_of, means_areas

MEANS_ALL = re.compile(
    r"(?:(?:tất cả|toàn thể|các|những|quý|mọi|từng|cơ quan|đơn vị|địa phương|tổ chức|cá nhân|cán bộ|công chức|"
    r"viên chức|người lao động|đảng viên|đồng chí|thủ trưởng|người đứng đầu|nêu trên|trên|có liên quan|liên quan|và)"
    r"[\s,]*)+$",
    re.IGNORECASE,
)
"""Words that mean whoever was named above or addressed."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a node inherits: the lead of those above and the section label."""

    lead: Lead
    section: str = ""
    assigning: bool = False
    """Below "Tổ chức thực hiện" or "Phân công": a short heading there names somebody, known or not."""


def own_lead(subject: Subject, scope: Scope, addressees: tuple[Ref, ...]) -> Lead:
    """Replace "các đơn vị", when nobody else is named, by those whom it means: named above, else the addressees.

    "Các địa phương" means areas: of those named above or addressed, only these.
    """
    if all(ref.is_generic and MEANS_ALL.match(ref.text) for ref in subject.refs):
        areas = all(means_areas(ref) for ref in subject.refs)
        if scope.lead.refs and not all(ref.is_generic for ref in scope.lead.refs):
            refs = areas_of(scope.lead.refs) if areas else scope.lead.refs
            if refs:
                return replace(scope.lead, refs=refs, verb=subject.order, stands_for_all=True)
        if refs := areas_of(addressees) if areas else addressees:
            return Lead(refs, "addressees", verb=subject.order, stands_for_all=True)
    source = "stranger" if subject.is_stranger else "own"
    return Lead(subject.refs, source, verb=subject.order, beside=subject.cooperate)
