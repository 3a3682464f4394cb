"""What an action refuses stands beside its field, whichever form has it; an address keeps its filters."""

from datetime import datetime
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from vungxanh.kit.problems import Conflict, FieldError, Invalid, Problem
from vungxanh.ui.acting import went
from vungxanh.ui.addresses import address


class Name(forms.Form):
    """One field."""

    name = forms.CharField()


class Day(forms.Form):
    """Another."""

    day = forms.CharField()


def refused(problem: Problem) -> tuple[Name, Day]:
    def act(_at: datetime) -> None:
        raise problem

    first, second = Name({"name": "x"}), Day({"day": "y"})
    assert not went(first, act, second)
    return first, second


def test_each_refusal_stands_where_its_field_is_and_none_is_lost() -> None:
    first, second = refused(
        Invalid("no", errors=[FieldError("day", "late"), FieldError("name", "long"), FieldError("elsewhere", "odd")])
    )
    assert list(first.errors["name"]) == ["long"]
    assert list(second.errors["day"]) == ["late"]
    assert list(first.non_field_errors()) == ["odd"]


def test_a_refusal_without_fields_stands_above_the_first_form() -> None:
    first, _second = refused(Conflict("somebody was first"))
    assert list(first.non_field_errors()) == ["somebody was first"]


def test_nothing_is_done_while_a_form_is_wrong_and_every_form_says_so() -> None:
    done: list[datetime] = []
    first, second = Name({}), Day({})
    assert not went(first, done.append, second)
    assert (done, list(first.errors), list(second.errors)) == ([], ["name"], ["day"])
    assert went(Name({"name": "x"}), done.append)
    assert len(done) == 1


@pytest.mark.parametrize(
    ("changed", "found"), [({"q": "b"}, "?level=1&q=b"), ({"level": ""}, "?q=a"), ({"level": None, "q": 0}, "?q=0")]
)
def test_an_address_keeps_what_is_not_changed_and_forgets_the_page(changed: dict[str, Any], found: str) -> None:
    assert address(QueryDict("level=1&q=a&cursor=x"), **changed) == found
