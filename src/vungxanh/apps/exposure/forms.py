"""The forms of the pages on codes and batches; what they allow is checked again by the actions."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.exposure.actions.codes import MOST_DAYS_BACK
from vungxanh.apps.exposure.actions.quotas import MOST_EXTRA
from vungxanh.apps.exposure.models import CodeKind, ReportType
from vungxanh.apps.exposure.subjects import infectious_since
from vungxanh.apps.org.models import Unit
from vungxanh.ui.forms import Form, PastDayField, capitalised


def _named(choices: Iterable[tuple[str, str | Promise]]) -> list[tuple[str, str | Promise]]:
    """The same, each beginning with a capital as a line of its own does."""
    return [(value, capitalised(label)) for value, label in choices]


class IssueForm(Form):
    """For whom and how a code goes out."""

    kind = forms.ChoiceField(
        label=_("Cách chuyển mã"), choices=_named(CodeKind.choices), initial=CodeKind.VOICE, widget=forms.RadioSelect
    )
    report_type = forms.ChoiceField(
        label=_("Căn cứ"),
        choices=_named(each for each in ReportType.choices if each[0] != ReportType.CONTACT),
        initial=ReportType.TEST,
        widget=forms.RadioSelect,
    )
    onset_on = PastDayField(label=_("Ngày khởi phát"), required=False, help_text=_("Để trống nếu chưa có triệu chứng."))
    tested_on = PastDayField(label=_("Ngày lấy mẫu"), required=False)
    since_on = PastDayField(
        label=_("Lấy khóa từ ngày"),
        required=False,
        help_text=_("Để trống: từ ngày có thể lây theo chính sách, tính từ ngày khởi phát hoặc ngày lấy mẫu."),
    )
    phone = forms.CharField(
        label=_("Số điện thoại"),
        required=False,
        max_length=20,
        help_text=_(
            "Để gửi tin nhắn. Ứng dụng Bluezone cũ: ghi số người bệnh đã khai trong ứng dụng, mã 6 số khi ấy chỉ dùng "
            "được trên máy khai số đó và có hiệu lực ngay. Để trống thì khóa gửi lên phải chờ anh/chị xác nhận. "
            "Số không được lưu cùng mã."
        ),
    )
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.ModelChoiceField(
        Unit.objects.filter(ended_on=None), to_field_name="code", required=False, widget=forms.HiddenInput
    )

    def first_day(self, today: date) -> date:
        """The first infectious day: as chosen, else by the policy from onset or sampling, within what is kept."""
        given = self.cleaned_data
        chosen: date | None = given["since_on"]
        if chosen is None:
            chosen = infectious_since(given["onset_on"], given["tested_on"] or today, on=today)
        return max(chosen, today - timedelta(days=MOST_DAYS_BACK))


class ExtendForm(Form):
    """How many more codes today, and why."""

    more = forms.IntegerField(label=_("Số mã cho cấp thêm hôm nay"), min_value=1, max_value=MOST_EXTRA)
    why = forms.CharField(label=_("Lý do"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class _WhyField(forms.CharField):
    """A reason in a line or two."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=3, max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **options)


class RefuseForm(Form):
    """Why what somebody sent is not confirmed."""

    why = _WhyField(
        label=_("Lý do từ chối"),
        help_text=_("Ví dụ: gọi không có người này; máy của người bệnh báo mã sai. Những gì đã gửi được xóa ngay."),
    )


class DismissForm(Form):
    """What an officer found out about keys that are not published."""

    why = _WhyField(
        label=_("Kết luận"), help_text=_("Ví dụ: một người có hai hồ sơ, đã gộp. Không ghi tên hay số điện thoại.")
    )


class WhyForm(Form):
    """Why something published is taken back."""

    why = forms.CharField(label=_("Lý do"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
