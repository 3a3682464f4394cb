"""What may be done next, in the order people should meet it."""

from collections.abc import Iterator

from vungxanh.apps.accounts.models import User
from vungxanh.kit import acts
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.acts import Act


def test_the_main_act_comes_first_and_what_destroys_last() -> None:
    class Paper(User):
        class Meta:
            proxy = True
            app_label = "accounts"

    @acts.offer(Paper)
    def lower(_paper: Paper, _officer: object) -> Iterator[Act]:
        yield Act("Thu hồi", "/a", tone="danger")
        yield Act("Mở lại", "/b")

    @acts.offer(Paper)
    def higher(_paper: Paper, _officer: object) -> Iterator[Act]:
        yield Act("Phát hành", "/c", tone="primary")

    assert [act.label for act in acts.next_for(Paper(), SystemActor("test"))] == ["Phát hành", "Mở lại", "Thu hồi"]
