"""Finding the case that a row of contacts names: by code, number, pseudonym or telephone (tìm ca nguồn)."""

from collections.abc import Collection

from vungxanh.apps.cases import keys, naming
from vungxanh.apps.cases.models import Case, Person
from vungxanh.core.casework.identity import Identity, phone


def sources(area: str, named: Collection[str]) -> dict[str, list[int]]:
    """The people that these words may name, none or several where it is unsure (4 queries).

    Codes and national numbers hold everywhere; a telephone or a pseudonym names people of `area` only.
    """
    words = {name: name.upper().strip() for name in named}
    numbers = {name: _numbers(name) for name in named}
    cases: dict[str, list[int]] = {}
    wanted = [*words.values()], [one for many in numbers.values() for one in many]
    for field, values in zip(("code", "number"), wanted, strict=True):
        for value, person in Case.objects.filter(**{f"{field}__in": values}).values_list(field, "person"):
            cases.setdefault(value, []).append(person)
    digests = {name: keys.of(Identity("", phone=name))["key_phone"] for name in named if phone(name)}
    people = Person.objects.filter(path__under=area, merged_into=None)
    pseudonyms = dict(people.filter(pseudonym__in=words.values()).values_list("pseudonym", "pk"))
    called: dict[str, list[int]] = {}
    for digest, key in (
        people.filter(key_phone__in=digests.values()).exclude(key_phone="").values_list("key_phone", "pk")
    ):
        called.setdefault(digest, []).append(key)
    return {
        name: sorted(
            {
                *(person for word in (word, *numbers[name]) for person in cases.get(word, ())),
                *([pseudonyms[word]] if word in pseudonyms else ()),
                *called.get(digests.get(name, ""), ()),
            }
        )
        for name, word in words.items()
    }


def _numbers(name: str) -> tuple[str, ...]:
    """The one spelling that a national number is kept in, and the words themselves."""
    return naming.national_number(name), name.strip()
