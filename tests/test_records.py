"""What people and programs do is on record: whoever calls a service that records says who acts."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVICES = sorted(path.stem for path in ROOT.glob("smsbox/services/*.py") if path.stem != "__init__")
CALLERS = sorted([*ROOT.glob("web/**/*.py"), *ROOT.glob("smsbox/cli/*.py")])
SAMPLES = {"smsbox/cli/sample.py"}
"""What is made for show, by nobody."""


def recording() -> set[tuple[str, str]]:
    """Module and name of every service that takes `by`."""
    found = set()
    for module in SERVICES:
        for name, thing in vars(importlib.import_module(f"smsbox.services.{module}")).items():
            if inspect.isfunction(thing) and "by" in inspect.signature(thing).parameters:
                found.add((module, name))
    return found


def unsigned(source: str) -> Iterator[str]:
    """Calls of recording services without `by`."""
    wanted = recording()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        is_recording = isinstance(owner, ast.Name) and (owner.id, node.func.attr) in wanted
        if is_recording and not any(word.arg == "by" for word in node.keywords):
            yield ast.unparse(node)


@pytest.mark.parametrize("path", CALLERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_who_acts_is_said_wherever_it_is_recorded(path: Path) -> None:
    if path.relative_to(ROOT).as_posix() not in SAMPLES:
        assert list(unsigned(path.read_text())) == []


def test_a_call_that_does_not_say_who_acts_is_found() -> None:
    assert ("settings", "set_value") in recording()
    assert list(unsigned("settings.set_value(db, key, value)")) == ["settings.set_value(db, key, value)"]
    assert list(unsigned("settings.set_value(db, key, value, by=by())")) == []
