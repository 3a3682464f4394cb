"""The scenes most tests of case work play in."""

from collections.abc import Iterator

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak, the_moment
from tests.factories.cases import a_case, a_cdc_officer, a_commune, a_person, an_exposure, the_policies
from vungxanh.apps.cases.models import Person
from vungxanh.apps.org.officers import Officer


@pytest.fixture
def outbreak_clock() -> Iterator[None]:
    """The province's clock stands at the moment of the outbreak."""
    with the_moment():
        yield


@pytest.fixture
def scene() -> Outbreak:
    return an_outbreak()


@pytest.fixture
def by() -> Officer:
    """An officer of the province's CDC, where policies are in force."""
    the_policies()
    return a_cdc_officer()


@pytest.fixture
def near(by: Officer) -> Person:
    """An F1 of a case."""
    near = a_person(a_commune(), name="Người Gần")
    an_exposure(a_case(by=by).person, near, by=by)
    return near
