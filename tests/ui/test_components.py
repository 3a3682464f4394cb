import pytest
from django import forms
from django.utils import translation

from tests.ui.pages import rendered
from vungxanh.ui import states
from vungxanh.ui.gallery_form import SampleForm

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


def test_a_button_with_an_address_is_a_link() -> None:
    assert rendered('<c-button href="/a" tone="primary">Mở</c-button>').startswith('<a class="button primary')
    assert 'type="submit"' in rendered("<c-button>Phát hành</c-button>")


def test_a_button_of_one_icon_has_a_name() -> None:
    html = rendered('<c-button icon="edit" label="Sửa" type="button" />')
    assert 'aria-label="Sửa"' in html
    assert "icon-only" in html


def test_a_disabled_button_says_so_only_when_it_is() -> None:
    assert " disabled" in rendered('<c-button :disabled="closed">Gửi</c-button>', closed=True)
    assert " disabled" not in rendered('<c-button :disabled="closed">Gửi</c-button>', closed=False)


@pytest.mark.parametrize("state", list(states.WORDS))
def test_a_state_is_a_word_with_a_shape(state: str) -> None:
    html = rendered('<c-state value="{{ state }}" />', state=state)
    assert str(states.WORDS[state]) in html
    assert f"#state-{state}" in html


@pytest.mark.parametrize(
    "source",
    [
        '<c-person name="{{ x }}" post="{{ x }}" />',
        '<c-person :name="x" />',
        '<c-card title="{{ x }}">{{ x }}</c-card>',
        '<c-alert :title="x">{{ x }}</c-alert>',
        '<c-breadcrumb :items="pairs" />',
        '<c-select name="a" label="b" :options="pairs" value="{{ x }}" />',
        '<c-button id="{{ x }}" href="{{ x }}">{{ x }}</c-button>',
        '<c-search :value="x" />',
        '<c-segmented label="a" :options="items" />',
        '<c-filter-bar :saved="items" />',
    ],
)
def test_text_from_people_is_escaped(source: str) -> None:
    items = [{"label": HOSTILE, "url": HOSTILE, "active": False}]
    assert "<script>" not in rendered(source, x=HOSTILE, pairs=[(HOSTILE, HOSTILE)], items=items)


def test_a_field_shows_its_error_beside_it_and_points_to_it() -> None:
    form = SampleForm({"subject": ""})
    html = rendered('<c-field :field="form.subject" />', form=form)
    assert 'class="field-error"' in html
    assert 'aria-invalid="true"' in html
    for part in ("helptext", "error"):
        assert f'id="id_subject_{part}"' in html


def test_what_a_control_is_described_by_exists() -> None:
    import re

    html = rendered('<c-form :form="form" />', form=SampleForm({"subject": ""}))
    wanted = {ref for refs in re.findall(r'aria-describedby="([^"]*)"', html) for ref in refs.split()}
    assert wanted
    assert wanted <= set(re.findall(r'\bid="([^"]+)"', html))


def test_the_error_summary_leads_to_every_wrong_field() -> None:
    form = SampleForm({"subject": "", "due": "31/02/2020"})
    html = rendered('<c-error-summary :form="form" />', form=form)
    assert 'href="#id_due"' in html
    assert 'href="#id_channels_0"' in html
    assert 'role="alert"' in html


def test_a_sound_form_has_no_error_summary() -> None:
    assert rendered('<c-error-summary :form="form" />', form=SampleForm()) == ""


def test_a_form_carries_files_only_when_it_has_them() -> None:
    class Plain(forms.Form):
        name = forms.CharField()

    assert "multipart/form-data" in rendered('<c-form :form="form" />', form=SampleForm())
    assert "multipart/form-data" not in rendered('<c-form :form="form" />', form=Plain())


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    form = SampleForm()
    assert "không bắt buộc" in rendered('<c-field :field="form.note" />', form=form)
    assert "không bắt buộc" not in rendered('<c-field :field="form.subject" />', form=form)


def test_a_table_has_a_caption_even_when_it_is_hidden() -> None:
    html = rendered('<c-table caption="Nhiệm vụ" :hide_caption="True"><tr><td>1</td></tr></c-table>')
    assert '<caption class="sr">Nhiệm vụ' in html


def test_slots_of_an_outer_component_do_not_leak_into_an_inner_one() -> None:
    html = rendered(
        '<c-card title="A"><c-slot name="foot">CHÂN</c-slot><c-card title="B" level="3">trong</c-card></c-card>'
    )
    assert html.count("CHÂN") == 1


def test_the_pager_is_absent_when_there_is_one_page() -> None:
    assert rendered("<c-pager />") == ""


def test_progress_of_none_out_of_none_is_a_dash() -> None:
    assert "–" in rendered('<c-progress value="0" max="0" label="Tiến độ" />')
