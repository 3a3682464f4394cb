"""The forms of the administration pages; what they allow is checked again by the actions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.sheet import MAX_BYTES
from vungxanh.core.text.vietnamese import sort_key
from vungxanh.ui.days import day_typed
from vungxanh.ui.forms import DayField, DayInput, Form, SuggestInput


class PersonField(forms.CharField):
    """A person by user name, found by name among the people offered; cleans to the User."""

    widget = SuggestInput

    def clean(self, value: Any) -> Any:
        """The active user of that name."""
        user = active_user(super().clean(value))
        if user is None:
            raise forms.ValidationError(_("Không có tài khoản đang dùng nào tên này."))
        return user


class HolderField(forms.ChoiceField):
    """One of the people who hold posts in some units, by name; cleans to the User."""

    def offer(self, posts: Iterable[Post]) -> None:
        """Offer the holders of the posts under the names of their units, each with what they are there."""
        units: dict[str, dict[str, list[Post]]] = {}
        for post in posts:
            units.setdefault(post.unit.name, {}).setdefault(post.user.username, []).append(post)
        groups = [
            (unit, sorted(((name, _holder(held)) for name, held in people.items()), key=lambda each: sort_key(each[1])))
            for unit, people in units.items()
        ]
        self.choices = [("", _("Chọn người thay")), *groups]

    def clean(self, value: Any) -> Any:
        """The active user that was chosen."""
        user = active_user(super().clean(value))
        if user is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return user


def _holder(posts: Sequence[Post]) -> str:
    return f"{posts[0].user.full_name} – {', '.join(dict.fromkeys(post.full_title for post in posts))}"


def active_user(username: str) -> User | None:
    """The person of the user name who may sign in."""
    return User.objects.filter(username=username.strip().lower(), is_active=True).first()


class UnitField(forms.ModelChoiceField[Unit]):
    """A unit of a tree, each name set in by its depth; the units come in the order of their paths."""

    def label_from_instance(self, obj: Unit) -> str:
        """The name, set in below the top."""
        return "\u2003" * (obj.path.count("/") - 2) + obj.name


class UploadForm(Form):
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


class RenameForm(Form):
    """Another name from a day on."""

    name = forms.CharField(label=_("Tên mới"), max_length=200)
    kind = forms.CharField(label=_("Loại mới"), max_length=40, required=False, help_text=_("Ví dụ: thị trấn."))
    on = DayField(label=_("Từ ngày"))


class OtherUnitForm(Form):
    """Another unit and the day: for moving below it or merging into it."""

    unit = UnitField(Unit.objects.none(), label=_("Đơn vị"))
    on = DayField(label=_("Từ ngày"))

    def __init__(self, *given: Any, units: Any, label: str = "", **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        field.queryset = units
        field.label = label or field.label


class EndForm(Form):
    """The day from which a unit or post exists no longer."""

    on = DayField(label=_("Kết thúc từ ngày"))


class WithdrawForm(Form):
    """The day of the planned change that is not to come about."""

    on = DayField(label=_("Từ ngày"))


class AliasForm(Form):
    """Another way letters write the name."""

    text = forms.CharField(label=_("Tên gọi khác"), max_length=200, help_text=_("Ví dụ: Sở TT&TT."))


class AppointForm(Form):
    """A person's role in the unit."""

    person = PersonField(
        label=_("Người được bổ nhiệm"), max_length=80, help_text=_("Gõ họ tên để tìm, hoặc gõ tên đăng nhập.")
    )
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    title = forms.CharField(label=_("Chức danh"), max_length=120, required=False)
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến trước ngày"), required=False)
    is_head = forms.BooleanField(label=_("Người đứng đầu đơn vị"), required=False)
    is_acting = forms.BooleanField(label=_("Quyền (phụ trách tạm thời)"), required=False)

    def __init__(self, *given: Any, people: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["person"]
        assert isinstance(field.widget, SuggestInput)  # noqa: S101 - narrows the type
        field.widget.suggestions = [(user.username, user.full_name) for user in people]


class StandInForm(Form):
    """Who stands in for which post, and when."""

    post = forms.ModelChoiceField(Post.objects.none(), label=pgettext_lazy("một chức vụ", "Chức vụ"))
    person = HolderField(
        label=_("Người thay"), help_text=_("Người giữ chức vụ tại đơn vị hoặc đơn vị cấp trên trực tiếp.")
    )
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến trước ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def __init__(self, *given: Any, posts: Any, people: Iterable[Post], **options: Any) -> None:
        super().__init__(*given, **options)
        post, person = self.fields["post"], self.fields["person"]
        assert isinstance(post, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        assert isinstance(person, HolderField)  # noqa: S101 - narrows the type
        post.queryset = posts
        person.offer(people)


def day_from(text: str, default: date) -> date:
    """The day a page's address asks for, or the default when it is missing or no day."""
    return day_typed(text) or default


def day_line(on: date) -> SafeString:
    """The line of a page's filter in which another day is typed, named `on`."""
    return DayInput().render("on", on, {"id": "on"})
