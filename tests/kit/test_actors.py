"""Who acted is read by people: a part of the system has a name in words, in the reader's language."""

import ast
from collections.abc import Iterator

from django.utils.translation import override

from tests.law import tree
from vungxanh.apps.cases.actions.self_reports import Person
from vungxanh.apps.exposure.actors import Phone
from vungxanh.kit.actors import PARTS, SystemActor, shown_name


def parts() -> Iterator[str]:
    """The name of every part of the system that the product makes an actor of; of a longer one, what stands first."""
    for path in tree.modules():
        for node in ast.walk(tree.parse(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SystemActor":
                (name,) = node.args
                texts = (each.value for each in ast.walk(name) if isinstance(each, ast.Constant))
                text = next((each for each in texts if isinstance(each, str)), f"unreadable: {ast.unparse(name)}")
                yield text.partition(", ")[0]


def test_every_part_of_the_system_has_a_name_in_words() -> None:
    found = set(parts())
    assert len(found) > 15
    assert sorted(found - PARTS.keys()) == []
    assert sorted(PARTS.keys() - found) == []


def test_an_entry_names_the_part_in_vietnamese_whoever_reads_and_keeps_its_key() -> None:
    with override("en"):
        actor = SystemActor("exposure")
        assert (actor.actor_key, actor.actor_name) == ("system:exposure", "Hệ thống (máy chủ Bluezone)")


def test_who_sat_at_the_console_stays_named() -> None:
    assert SystemActor("console, lan.nt").actor_name == "Hệ thống (dòng lệnh, lan.nt)"
    assert shown_name("system:console, lan.nt", "Hệ thống (console, lan.nt)") == "Hệ thống (dòng lệnh, lan.nt)"


def test_an_older_entry_reads_like_one_of_today_and_a_person_is_called_as_entered() -> None:
    assert shown_name("system:exposure", "Hệ thống (exposure)") == "Hệ thống (máy chủ Bluezone)"
    assert shown_name("system:of-yesterday", "Hệ thống (of-yesterday)") == "Hệ thống (of-yesterday)"
    assert shown_name("user:3", "Nguyễn Thị Lan") == "Nguyễn Thị Lan"


def test_who_has_no_name_is_called_in_the_reader_s_language() -> None:
    for actor in (Phone(7), Phone(), Person(3)):
        assert shown_name(actor.actor_key, actor.actor_name) == actor.actor_name
    with override("en"):
        assert shown_name("device:7", "Thiết bị 7") == "Device 7"
        assert shown_name("plan:3", "Người được theo dõi") == "A person under follow-up"
