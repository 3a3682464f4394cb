"""Every form speaks our words."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tests.factories.org import a_province
from tests.ui.pages import rendered
from vungxanh.apps.org.models import Unit
from vungxanh.ui.forms import DayField, Form, Worded

SOURCE = Path(__file__).parents[2] / "src"
THEIRS = ("trường này", "tập tin", "giá trị", "hợp lệ", "---", "this field", "valid")


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


class Everything(Form):
    """One field of each kind."""

    text = forms.CharField(max_length=5, min_length=2)
    number = forms.IntegerField(min_value=1, max_value=9)
    part = forms.DecimalField(max_digits=3, decimal_places=1, localize=True)
    share = forms.FloatField()
    choice = forms.ChoiceField(choices=[("a", "A")])
    typed = forms.TypedChoiceField(choices=[(1, "1")], coerce=int)
    many = forms.MultipleChoiceField(choices=[("a", "A")])
    unit = forms.ModelChoiceField(Unit.objects.all(), label="Đơn vị nhận")
    other = forms.ModelChoiceField(Unit.objects.all(), label="Đơn vị khác", required=False)
    units = forms.ModelMultipleChoiceField(Unit.objects.all())
    file = forms.FileField(max_length=10)
    agree = forms.BooleanField()
    day = DayField()
    time = forms.TimeField()
    email = forms.EmailField()


WRONG = {
    "text": ["", "quá dài", "x", "\0\0"],
    "number": ["", "ba", "0", "10"],
    "part": ["", "ba", "3,75", "375,1", "3751"],
    "share": ["", "ba"],
    "choice": ["", "z"],
    "typed": ["", "7"],
    "many": [[], ["z"]],
    "unit": ["", "0", "x"],
    "units": [[], ["x"], ["0"]],
    "agree": [""],
    "day": ["", "31/02/2020", "mai"],
    "time": ["", "25:00"],
    "email": ["", "x"],
}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_no_sentence_of_the_framework_is_shown(name: str, value: object) -> None:
    form = Everything({name: value})
    assert form.errors[name]
    for error in form.errors[name]:
        assert not any(word in error.lower() for word in THEIRS), error
        assert "%(" not in error


@pytest.mark.parametrize("upload", [None, SimpleUploadedFile("a.txt", b""), SimpleUploadedFile("qua-dai.txt", b"x")])
def test_files_are_spoken_of_in_our_words(upload: SimpleUploadedFile | None) -> None:
    [error] = Everything({}, {"file": upload} if upload else {}).errors["file"]
    assert "tệp" in error.lower()
    assert "tập tin" not in error


@pytest.mark.django_db
def test_an_empty_choice_says_what_to_choose() -> None:
    a_province()
    form = Everything()
    form.fields["unit"].label = "Cấp trên mới"
    assert ">Chọn cấp trên mới</option>" in str(form["unit"])
    assert ">Không chọn</option>" in str(form["other"])


def test_what_a_field_was_given_to_say_stays() -> None:
    class Own(Form):
        text = forms.CharField(error_messages={"required": "Nêu lý do."})

    assert Own({}).errors["text"] == ["Nêu lý do."]


def test_alternatives_are_marked_as_such() -> None:
    class Either(Form):
        one_of = ("file", "text")
        file = forms.FileField(required=False)
        text = forms.CharField(required=False)
        note = forms.CharField(required=False)

    html = rendered('<c-control :field="form.file" /><c-control :field="form.text" />', form=Either())
    assert html.count("chọn một trong hai") == 2
    assert "không bắt buộc" not in html
    assert "không bắt buộc" in rendered('<c-control :field="form.note" />', form=Either())


def test_a_day_is_typed_in_the_order_of_letters_in_every_language() -> None:
    for language in ("vi", "en"):
        with translation.override(language):
            assert DayField().clean("05/06/2020") == date(2020, 6, 5)
            assert 'value="05/06/2020"' in DayField().widget.render("on", date(2020, 6, 5))


def test_a_day_sent_back_wrong_stands_as_it_was_typed() -> None:
    form = Everything({"day": "32/1/2020"})
    assert 'value="32/1/2020"' in str(form["day"])


def form_classes() -> set[type]:
    """Every form class of the program."""
    for path in SOURCE.glob("vungxanh/**/*forms*"):
        for each in [path] if path.suffix == ".py" else sorted(path.glob("*.py")):
            import_module(".".join(each.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"))
    found, left = set(), [forms.BaseForm]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("vungxanh."):
            found.add(kind)
    return found


def test_every_form_of_the_program_has_our_base() -> None:
    found = form_classes()
    assert len(found) > 30
    assert not [kind for kind in found if not issubclass(kind, Worded)]


def test_no_form_asks_for_a_day_in_another_way() -> None:
    for kind in form_classes():
        for name, field in kind.base_fields.items():
            assert not isinstance(field, forms.DateField) or isinstance(field, DayField), (kind, name)
