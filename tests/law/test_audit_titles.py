"""Whatever case work or the Bluezone server writes into the audit log has a title that people read."""

import ast
import re
from collections.abc import Iterator

from tests.law import tree
from vungxanh.apps.cases.verbs import VERBS

FEATURES = ("cases", "exposure")
VERB = re.compile(rf"(?:{'|'.join(FEATURES)})(?:\.[a-z_]+)+")


def recorded(module: ast.Module) -> Iterator[ast.expr]:
    """The verb of every entry that a module writes, as an expression."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="audit" | "log"), attr="record" | "record_many")):
                yield node.args[0]


def constants(within: ast.AST) -> set[str]:
    """The verbs that stand in an expression or a module as text."""
    texts = (node.value for node in ast.walk(within) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and VERB.fullmatch(text)}


def named(module: ast.Module) -> set[str]:
    """The verbs that a module has under a name."""
    given = (node.value for node in ast.walk(module) if isinstance(node, ast.Assign | ast.AnnAssign) and node.value)
    return set().union(*map(constants, given))


def verbs_of(module: ast.Module) -> Iterator[str]:
    """Every verb of a module; one that comes by a name may be any that the module has under one."""
    for expression in recorded(module):
        found = constants(expression) or (named(module) if isinstance(expression, ast.Name) else set())
        yield from found or {f"unreadable: {ast.unparse(expression)}"}


def test_every_verb_of_case_work_and_of_the_bluezone_server_has_a_title() -> None:
    modules = [tree.parse(path) for feature in FEATURES for path in tree.modules(f"apps/{feature}")]
    written = {verb for module in modules for verb in verbs_of(module)}
    assert len(written) > 60
    assert sorted(written - VERBS.keys()) == []
    assert sorted(VERBS.keys() - written) == []
