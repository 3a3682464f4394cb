"""Opening a case begins with looking for a record: what the number looked up by must be."""

import pytest

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.web import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [("phone", "12", "Số điện thoại không đúng dạng."), ("citizen_id", "12", "Số căn cước gồm 9 hoặc 12 chữ số.")],
)
def test_a_wrong_number_is_told_beside_the_field_it_was_looked_up_by(name: str, typed: str, told: str) -> None:
    scene = an_outbreak()
    answer = signed_in(scene.cdc).post("/truy-vet/ca-benh/mo/", {"look": "1", name: typed})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="look_{name}_error"' in text
    assert told in text
    assert f'href="#look_{name}"' in text
    assert "Để tìm, cần số điện thoại" not in text
