"""What is written reads in the language of whoever takes it out, runs no formula, and can be brought in again."""

import pytest
from django.utils.translation import override

from vungxanh.apps.cases.exchange import cells
from vungxanh.apps.cases.exchange.columns import TEMPLATES, Kind, Template, plan_of
from vungxanh.apps.cases.exchange.headings import HEADINGS
from vungxanh.apps.cases.exchange.table import read_table
from vungxanh.apps.cases.exchange.writing import columns_of
from vungxanh.apps.cases.models import Class, Classification, Setting, Sex
from vungxanh.kit.export import csv_lines


def written(kind: Kind, row: dict[str, object], language: str = "vi") -> list[list[str]]:
    with override(language):
        data = "".join(csv_lines(columns_of(Template.OWN, kind), [row])).encode()
    return [texts for _number, texts in read_table(data)]


def test_yes_and_no_are_written_in_the_readers_language() -> None:
    row: dict[str, object] = {"has_symptoms": True, "is_vaccinated": False}
    for language, words in (("vi", {"có", "không"}), ("en", {"yes", "no"})):
        assert set(filter(None, written(Kind.CASES, row, language)[1])) == words


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_our_own_template_is_read_again_in_every_language(kind: Kind, language: str) -> None:
    headers = TEMPLATES[Template.OWN, kind]
    assert {header.names[0] for header in headers} <= HEADINGS.keys()
    plan = plan_of(written(kind, {"full_name": "Trần Văn A"}, language)[0], kind)
    assert plan.template == Template.OWN
    assert plan.at == {header.field: place for place, header in enumerate(headers)}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_words_of_lists_are_read_again_in_every_language(language: str) -> None:
    with override(language):
        assert [cells.classification(str(one.label)) for one in Classification] == list(Classification)
        assert [cells.level(str(one.label)) for one in Class] == list(Class)
        assert [cells.setting(str(one.label)) for one in Setting] == list(Setting)
        assert [cells.sex(str(one.label)) for one in Sex] == list(Sex)


def test_a_formula_that_came_in_as_a_name_runs_nowhere() -> None:
    name = '=HYPERLINK("http://bad.example","A")'
    with override("vi"):
        lines = list(csv_lines(columns_of(Template.GODATA, Kind.CASES), [{"last_name": name, "address": "@x"}]))
    assert "\"'=HYPERLINK(" in lines[1]
    assert "'@x" in lines[1]
