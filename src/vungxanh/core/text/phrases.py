"""Long text in one line: cut where a phrase ends, begun with a capital (rút gọn câu)."""

import re

ELLIPSIS = "…"
# A phrase may end here; what follows begins a new one.
_END = re.compile(r"[,;:.)](?= )| (?=[-–(] ?)")
# Words that lead on to the next one: a line that ends in them reads as torn off.
_LEADERS = (
    "bằng bởi các cho có cùng của do đã đang được để đến hàng hay hằng hoặc khi là lại mà mỗi một mọi nếu nhằm như "
    "những ở phải qua ra rồi sang sẽ sự tại thì theo tới trên trong từ từng tự và vào về vì việc với"
)
_LEADING_ON = frozenset(_LEADERS.split())
_LEAST = 0.5


def shortened(text: str, most: int) -> str:
    """The text in one line of at most so many characters, with an ellipsis where it was cut.

    It is cut after the last phrase that fills at least half of the room; else after a whole word that does not lead on
    to the next one.
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    room = text[:most]
    ends = [found.start() for found in _END.finditer(room, 0, most - 1) if found.start() >= most * _LEAST]
    if ends:
        return room[: ends[-1]].rstrip(" ,;:.-–(") + (")" if room[ends[-1]] == ")" else "") + ELLIPSIS
    words = room[: most - 1].rsplit(" ", 1)[0].split(" ")
    while len(words) > 1 and words[-1].casefold().strip(",;:.") in _LEADING_ON:
        words.pop()
    return " ".join(words)[: most - 1].rstrip(" ,;:.-–(") + ELLIPSIS


def begun_with_a_capital(text: str) -> str:
    """The text with its first letter large, the rest as written: how a subject stands as a heading."""
    return text[:1].upper() + text[1:]
