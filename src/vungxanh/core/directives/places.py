"""Which references stand for areas ("các địa phương" means these only) (địa phương)."""

from __future__ import annotations

import re

from vungxanh.core.directives.model import Ref

_LOCAL = re.compile(r"(?:(?:tất cả |toàn thể )?các |từng |mọi )?địa phương(?: (?:nêu )?trên)?", re.IGNORECASE)
_AREA = re.compile(r"(?:Chủ tịch )?(?:UBND|Ủy ban nhân dân) (?!tỉnh)", re.IGNORECASE)


def means_areas(ref: Ref) -> bool:
    """Say whether the words are "các địa phương", which binds areas and no department."""
    return _LOCAL.fullmatch(ref.text) is not None


def areas_of(refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    """Return those that are areas or groups of areas, in their order."""
    return tuple(ref for ref in refs if "districts" in (ref.code, ref.kind) or _AREA.match(ref.name))
