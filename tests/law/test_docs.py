"""The documentation names every setting, command and event there is, and nothing else."""

import re

import click

from tests.law import tree
from vungxanh.project.env import Env

OPERATOR = (tree.ROOT / "docs/guides/operator.md").read_text("utf-8")
GLOSSARY = (tree.ROOT / "docs/glossary.md").read_text("utf-8")


def commands(group: click.Group, prefix: str) -> set[str]:
    """All commands below a group, as typed."""
    found = set()
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found |= commands(command, f"{prefix} {name}") if isinstance(command, click.Group) else {f"{prefix} {name}"}
        assert command is not None
    return found


def test_the_operators_guide_lists_every_setting_and_no_other() -> None:
    assert set(re.findall(r"`(VUNGXANH_[A-Z_]+)`", OPERATOR)) == {
        f"VUNGXANH_{name.upper()}" for name in Env.model_fields
    }


def test_the_operators_guide_lists_every_command_and_no_other() -> None:
    from vungxanh.cli import main

    listed = {
        line.strip() for line in re.findall(r"^\| `(vungxanh [a-z -]+?)(?: [A-Z\[-].*)?` \|", OPERATOR, re.MULTILINE)
    }
    assert listed == commands(main, "vungxanh")


def test_the_glossary_names_every_event_and_no_other() -> None:
    import ast

    events = {
        node.name
        for path in tree.modules("apps")
        if path.stem == "events" or path.parent.name == "events"
        for node in tree.parse(path).body
        if isinstance(node, ast.ClassDef)
    }
    assert events
    assert set(re.findall(r"^\| `([A-Z]\w+)` \|", GLOSSARY, re.MULTILINE)) == events


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*tree.ROOT.glob("*.md"), *tree.ROOT.glob("docs/**/*.md")]
    broken = [
        f"{tree.name_of(page)}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not broken
