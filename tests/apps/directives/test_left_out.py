"""A letter that leaves a district out cannot be confirmed before a person has chosen the others."""

from datetime import date

import pytest

from tests.core.directives.test_interrupted_lists import HEAD
from tests.factories.directives import AT, the_demonstration_province
from vungxanh.apps.directives.actions.confirm import NotReady, confirm
from vungxanh.apps.directives.actions.receive import Upload, receive
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.directives.queries.coverage import coverage_of

DUTY = "1. UBND các huyện, thị xã, thành phố (trừ huyện Đại Lộc) tổ chức khai báo y tế trước ngày 30/9/2020."


@pytest.mark.django_db
def test_a_group_with_a_district_left_out_stops_the_confirmation_and_names_it() -> None:
    clerk = the_demonstration_province()
    receive(Upload("cong-van.txt", (HEAD + DUTY).encode()), by=clerk, at=AT)
    directive = Directive.objects.get()
    coverage = coverage_of(directive, on=date(2020, 7, 28))
    (stop,) = [item for item in coverage.blocking if item.kind == "unresolved-lead"]
    assert "(trừ huyện Đại Lộc)" in stop.message
    assert any(item.kind == "excluded-units" and "Đại Lộc" in item.message for item in coverage.advisory)
    with pytest.raises(NotReady):
        confirm(directive, version=directive.version, by=clerk, at=AT)
