"""Nobody deletes rows or files, or empties declared fields, without asking whether a legal hold keeps them: or says why not."""

import ast
from collections.abc import Iterator

from ish.privacy import catalogue
from tests.architecture import tree
from tests.architecture.deleters import REASONS

DELETING = {"delete", "unlink", "_raw_delete", "rmtree"}
ASKING = {"free", "free_people", "is_held", "everybody"}
NOT_LOOKED_AT = ("logistics.demo", "accounts.demo")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def called(node: ast.AST) -> Iterator[tuple[str, ast.Call, str]]:
    """Yield the name of each function called inside, with the call, and on what it is called."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            if isinstance(one.func, ast.Attribute):
                yield one.func.attr, one, ast.unparse(one.func.value)
            elif isinstance(one.func, ast.Name):
                yield one.func.id, one, ""


def deletes(function: Function, declared: set[str]) -> bool:
    """Say whether a function deletes, or empties a declared field in many rows at once."""
    for name, call, on in called(function):
        if name in DELETING and on != "cache":
            return True
        if name == "update" and any(_empties(keyword, declared) for keyword in call.keywords):
            return True
    return False


def _empties(keyword: ast.keyword, declared: set[str]) -> bool:
    value = keyword.value
    blank = isinstance(value, ast.Constant) and value.value in (None, "")
    blank = blank or isinstance(value, ast.Dict | ast.List) and not ast.dump(value).count("Constant")
    return keyword.arg in declared and blank


def asking(functions: dict[str, Function]) -> set[str]:
    """Return the functions of a module that ask: themselves, or through one of the same module."""
    found = {
        name
        for name, function in functions.items()
        if any(n in ASKING and (on in ("holding", "") or n == "held_of") for n, _call, on in called(function))
    }
    while more := {
        name
        for name, function in functions.items()
        if name not in found and any(n in found and not on for n, _call, on in called(function))
    }:
        found |= more
    return found


def deleters() -> Iterator[tuple[str, bool]]:
    """Yield every function that deletes, and whether it asks."""
    declared = {name for policy in catalogue.every().values() for name in policy.fields}
    for module, path in tree.sources():
        text = path.read_text()
        if module.startswith(NOT_LOOKED_AT) or not any(f".{word}(" in text for word in (*DELETING, "update")):
            continue
        functions = {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)}
        asks = asking(functions)
        for name, function in functions.items():
            if deletes(function, declared):
                yield f"{module}:{name}", name in asks


def test_whoever_deletes_asks_or_says_why_not() -> None:
    found = dict(deleters())
    assert len(found) > 40
    silent = sorted(name for name, asks in found.items() if not asks and name not in REASONS)
    assert silent == [], "Ask privacy.holding, or give the reason in tests/architecture/deleters.py."
    stale = sorted(name for name in REASONS if name not in found or found[name])
    assert stale == [], "No longer there, or asks by now."
