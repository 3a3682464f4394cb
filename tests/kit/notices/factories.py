"""People, notices and a channel that keeps what it is given."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from vungxanh.core.records.worktime import VIETNAM
from vungxanh.kit.notices.actions import notify
from vungxanh.kit.notices.delivery import send_next
from vungxanh.kit.notices.senders import Message

_numbers = count(1)
TUESDAY = datetime(2020, 7, 28, 9, tzinfo=VIETNAM)


def person(email: str = "can.bo@example.vn", **fields: object) -> AbstractBaseUser:
    return get_user_model().objects.create_user(username=f"canbo{next(_numbers)}", email=email, **fields)  # type: ignore[no-any-return]


def tell(users: Iterable[AbstractBaseUser], key: str, *, at: datetime = TUESDAY, **more: object) -> int:
    facts: dict[str, object] = {"kind": "work.reminder", "subject": f"Nhắc việc {key}", "body": "Báo cáo kết quả"}
    facts |= {"url": f"/viec/{key}"} | more
    return notify([user.pk for user in users], at=at, key=key, **facts)  # type: ignore[arg-type]


class Channel:
    """A real channel into a list; `answer` may raise instead."""

    name = "test"

    def __init__(self, *, repeatable: bool = True, answer: Callable[[Message], str] | None = None) -> None:
        self.repeatable, self.sent = repeatable, list[Message]()
        self._answer = answer

    def reaches(self, user: AbstractBaseUser) -> bool:
        return user.pk is not None

    def send(self, message: Message) -> str:
        if self._answer:
            return self._answer(message)
        self.sent.append(message)
        return f"ref-{len(self.sent)}"


def send_all(at: datetime) -> int:
    sent = 0
    while send_next(at=at):
        sent += 1
    return sent
