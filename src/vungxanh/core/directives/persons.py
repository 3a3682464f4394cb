"""A person named with a post ("đồng chí Nguyễn Văn An, Phó Chủ tịch UBND tỉnh") (cá nhân được giao việc)."""

from __future__ import annotations

import re

from vungxanh.core.directives.lexicon import UPPER

_WORD = rf"[{UPPER}](?![{UPPER}])[^\W\d_]*"
PERSON_HERE = re.compile(
    rf"(?:(?i:đồng chí|đ/c|ông|bà)\s*:?|Phó Thủ tướng(?: Thường trực)?(?: Chính phủ)?)\s+"
    rf"{_WORD}(?:\s{_WORD}){{1,4}}(?!\w)"
)
POST_FOLLOWS = re.compile(r"\s*(?:,|[-–])\s*(?:nguyên )?")
"""What stands between a person's name and the post."""
