"""What is wrong with a field, in the reader's language: pydantic says it in English only."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_MISSING = _("Thiếu trường này.")
_BELOW = _("Phải lớn hơn hoặc bằng %(ge)s.")
_ABOVE = _("Phải nhỏ hơn hoặc bằng %(le)s.")
_WHOLE = _("Phải là số nguyên.")
_TEXT = _("Phải là chuỗi ký tự.")
_DAY = _("Phải là ngày theo dạng NĂM-THÁNG-NGÀY, ví dụ 2020-07-28.")
_CHOICE = _("Phải là một trong: %(expected)s.")
_OTHERWISE = _("Giá trị không đúng mẫu.")

# Pydantic's own names of errors, https://docs.pydantic.dev/latest/errors/validation_errors/
_BY_KIND: dict[str, str | Promise] = {
    "missing": _MISSING,
    "extra_forbidden": _("Không có trường này."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_long": _("Không quá %(max_length)s ký tự."),
    "string_too_short": _("Ít nhất %(min_length)s ký tự."),
    "too_long": _("Không quá %(max_length)s mục."),
    "too_short": _("Ít nhất %(min_length)s mục."),
    "greater_than_equal": _BELOW,
    "less_than_equal": _ABOVE,
    "bool_type": _("Phải là true hoặc false."),
    "bool_parsing": _("Phải là true hoặc false."),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "timezone_aware": _("Cần có múi giờ, ví dụ 2020-07-28T08:00:00+07:00."),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "list_type": _("Phải là một danh sách."),
    "dict_type": _("Phải là một đối tượng JSON."),
    "model_type": _("Phải là một đối tượng JSON."),
    "model_attributes_type": _("Phải là một đối tượng JSON."),
}


def sentence(error: dict[str, Any]) -> str:
    """The complaint of one pydantic error; a general one for kinds without words of their own."""
    told = str(_BY_KIND.get(error.get("type", ""), _OTHERWISE))
    facts = dict(error.get("ctx", {}))
    if "expected" in facts:
        facts["expected"] = str(facts["expected"]).replace(" or ", ", ")
    try:
        return str(told % facts)
    except KeyError:
        return str(_OTHERWISE)
