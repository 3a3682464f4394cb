"""What one cell says: days as people and spreadsheets write them, sex, yes and no (ô của bảng).

Every function takes the cell as text and gives None for what it cannot read; the empty cell is the caller's.
"""

import re
from datetime import date
from functools import lru_cache

from vungxanh.apps.cases.models import Class, Classification, Setting, Sex
from vungxanh.core.casework.told import Told, told
from vungxanh.core.text.vietnamese import fold

_YES = frozenset({"1", "x", "co", "yes", "true", "y", "da", "duong tinh"})
_NO = frozenset({"0", "khong", "no", "false", "n", "chua"})
_SEXES = {
    **dict.fromkeys(("nam", "male", "m", "trai"), Sex.MALE),
    **dict.fromkeys(("nu", "female", "f", "gai"), Sex.FEMALE),
    **dict.fromkeys(("khac", "other"), Sex.OTHER),
    **dict.fromkeys(("chua ro", "unknown", "not known", "khong ro"), Sex.UNKNOWN),
}
_CLASSIFICATIONS = {
    **dict.fromkeys(("ca xac dinh", "xac dinh", "duong tinh", "confirmed", "confirmed case"), Classification.CONFIRMED),
    **dict.fromkeys(("confirmed no symptoms", "confirmed unknown symptoms"), Classification.CONFIRMED),
    **dict.fromkeys(("ca co the", "co the", "probable", "probable case"), Classification.PROBABLE),
    **dict.fromkeys(("ca nghi ngo", "nghi ngo", "nghi nhiem"), Classification.SUSPECTED),
    **dict.fromkeys(("suspect", "suspected", "suspected case"), Classification.SUSPECTED),
    **dict.fromkeys(
        ("loai tru", "ruled out", "not a case", "no case", "not a case discarded"), Classification.NOT_A_CASE
    ),
    "not classified": Classification.SUSPECTED,
}
_CLASSES = {
    **dict.fromkeys(("cao", "high", "nguy co cao", "high risk", "high risk med"), Class.HIGH),
    **dict.fromkeys(("trung binh", "medium", "vua", "medium risk", "medium risk med"), Class.MEDIUM),
    **dict.fromkeys(("thap", "low", "nguy co thap", "low risk"), Class.LOW),
}
_SETTINGS = {
    word.strip(): setting
    for setting, words in {
        Setting.HOUSEHOLD: "cung nha; gia dinh; o cung; o cung nha; song cung; song cung nha; song chung; o chung; "
        "cung ho; nguoi nha; cung phong; cung phong tro; vo; chong; vo chong; con; bo me; cha me; ong ba; "
        "household; same household; family; family member or friend",
        Setting.WORK: "noi lam viec; noi lam viec, lop hoc; lop hoc; cong ty; cung lam; lam cung; lam chung; lam viec; "
        "cung lam viec; lam viec cung; lam viec chung; cung cong ty; co quan; cung co quan; dong nghiep; nha may; "
        "cung xuong; van phong; cung lop; hoc cung; cung hoc; ban hoc; truong hoc; cung truong; work; workplace; "
        "workplace, class; same environment; school; colleague",
        Setting.TRANSPORT: "phuong tien; xe; xe khach; di xe khach; xe buyt; xe bus; cung xe; di cung xe; di chung xe; "
        "tau; tau hoa; tau xe; may bay; chuyen bay; cung chuyen bay; taxi; xe om; phuong tien cong cong; "
        "transport; bus",
        Setting.CARE: "co so y te; benh vien; phong kham; tram y te; kham benh; di kham; nam vien; cung phong benh; "
        "cham soc; cham soc nguoi benh; care; medical; healthcare; health facility; hospital",
        Setting.SOCIAL: "an uong, sinh hoat; an uong; sinh hoat; an cung; cung an; an chung; di an; an com cung; "
        "an nhau; nhau; uong nuoc; ca phe; cafe; uong ca phe; an gio; dam gio; dam cuoi; an cuoi; dam tang; dam ma; "
        "tiec; du tiec; lien hoan; karaoke; di choi; choi chung; choi the thao; da bong; di chua; di le; di nha tho; "
        "hang xom; ban; ban be; social; meals, social life; friend; neighbour",
        Setting.OTHER: "khac; di cho; o cho; cho; di sieu thi; sieu thi; mua hang; mua ban; di mua hang; ban hang; "
        "di duong; other; market",
        Setting.UNKNOWN: "chua ro; khong ro; unknown; not known",
    }.items()
    for word in words.split(";")
}
"""Folded; a market is nowhere that people stay together."""


def day(text: str, *, today: date | None = None) -> date | None:
    """28/07/2020, 2020-07-28, 28.07.2020, with or without a time, or a spreadsheet's day number (44040).

    With `today` also 28/7, as `core.casework.told` reads it; days of birth go without.
    """
    found = told(text, today=today)
    return found.on if found else None


@lru_cache(maxsize=4096)
def moment(text: str, *, today: date | None = None) -> Told | None:
    """A day with or without a time, in Viet Nam's time unless it says otherwise.

    A list names few days many times, so they are remembered; days of birth are not.
    """
    return told(text, today=today)


def yes(text: str) -> bool | None:
    """Có, không, x, yes, no, 1, 0."""
    plain = fold(text)
    return True if plain in _YES else False if plain in _NO else None


def whole(text: str) -> int | None:
    """A number without a fraction; a spreadsheet's "34.0" is 34."""
    plain = text.removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else None


def sex(text: str) -> Sex | None:
    """Nam, nữ, male, female."""
    return _SEXES.get(_words(text))


def classification(text: str) -> Classification | None:
    """Ca xác định, confirmed, suspect."""
    return _CLASSIFICATIONS.get(_words(text))


def level(text: str) -> Class | None:
    """Cao, trung bình, thấp, high."""
    return _CLASSES.get(_words(text))


def setting(text: str) -> Setting:
    """Cùng nhà, work; what is no setting we know is another one."""
    return known_setting(text) or Setting.OTHER


def known_setting(text: str) -> Setting | None:
    """The same for who can ask again: None for what is no setting we know."""
    return _SETTINGS.get(_words(text))


@lru_cache(maxsize=512)
def _words(text: str) -> str:
    """Folded, the joints of codes such as NOT_A_CASE and of lists such as "1. Confirmed" taken for blanks."""
    plain = re.sub(r"^[0-9]+[.) ]+", "", fold(text))
    return " ".join(re.sub(r"[_()/-]+", " ", plain).split())
