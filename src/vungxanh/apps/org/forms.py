"""The forms of the administration pages; what they allow is checked again by the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.sheet import MAX_BYTES

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day written dd/mm/yyyy, as in letters."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "28/07/2020", "autocomplete": "off"})
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **options)


class PersonField(forms.CharField):
    """A person by user name; cleans to the User."""

    def clean(self, value: Any) -> Any:
        """The active user of that name."""
        name = super().clean(value)
        user = User.objects.filter(username=name.strip().lower(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Không có tài khoản đang dùng nào tên này."))
        return user


class UploadForm(forms.Form):
    """The CSV file to preview."""

    file = forms.FileField(
        label=_("Tệp CSV"),
        help_text=_("UTF-8, ngăn bằng dấu phẩy, dòng đầu: code,name,kind,level,parent,lat,lon."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    on = DayField(label=_("Thay đổi có hiệu lực từ ngày"), required=False, help_text=_("Để trống là hôm nay."))

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn %(limit)s MB.") % {"limit": MAX_BYTES // 2**20})
        return file


class RenameForm(forms.Form):
    """Another name from a day on."""

    name = forms.CharField(label=_("Tên mới"), max_length=200)
    kind = forms.CharField(label=_("Loại mới"), max_length=40, required=False, help_text=_("Ví dụ: thị trấn."))
    on = DayField(label=_("Từ ngày"))


class OtherUnitForm(forms.Form):
    """Another unit and the day: for moving below it or merging into it."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Đơn vị"))
    on = DayField(label=_("Từ ngày"))

    def __init__(self, *given: Any, units: Any, label: str = "", **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        field.queryset = units
        field.label = label or field.label


class EndForm(forms.Form):
    """The day from which a unit or post exists no longer."""

    on = DayField(label=_("Kết thúc từ ngày"))


class WithdrawForm(forms.Form):
    """The day of the planned change that is not to come about."""

    on = DayField(label=_("Từ ngày"))


class AliasForm(forms.Form):
    """Another way letters write the name."""

    text = forms.CharField(label=_("Tên gọi khác"), max_length=200, help_text=_("Ví dụ: Sở TT&TT."))


class AppointForm(forms.Form):
    """A person's role in the unit."""

    person = PersonField(label=_("Tên đăng nhập"), max_length=80)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    title = forms.CharField(label=_("Chức danh"), max_length=120, required=False)
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến trước ngày"), required=False)
    is_head = forms.BooleanField(label=_("Người đứng đầu đơn vị"), required=False)
    is_acting = forms.BooleanField(label=_("Quyền (phụ trách tạm thời)"), required=False)


class StandInForm(forms.Form):
    """Who stands in for which post, and when."""

    post = forms.ModelChoiceField(Post.objects.none(), label=pgettext_lazy("một chức vụ", "Chức vụ"))
    person = PersonField(label=_("Tên đăng nhập người thay"), max_length=80)
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến trước ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def __init__(self, *given: Any, posts: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["post"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        field.queryset = posts


def day_from(text: str, default: date) -> date:
    """The day a page's address asks for, or the default when it is missing or no day."""
    try:
        return DayField().clean(text) or default if text else default
    except forms.ValidationError:
        return default
