"""The walls between the rooms: which room may import which, and what only one room may do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*ROOT.glob("smsbox/**/*.py"), *ROOT.glob("web/**/*.py")])

OPEN = {"errors", "sentences"}
DOORS = {
    "errors": set(),
    "sentences": set(),
    "sms": set(),
    "at": set(),
    "rules": set(),
    "store": {"rules"},
    "services": {"store", "rules", "sms"},
    "modem": {"at", "sms"},
    "daemon": {"services", "store", "rules", "modem", "sms"},
    "web": {"services", "store", "rules", "sms"},
    "cli": {"services", "store", "rules", "sms", "modem", "daemon", "at", "web"},
}
"""Which rooms a room may import beside itself; those in OPEN and the package's head are open to all."""

PURE = {"sms", "at", "rules"}
IMPURE_MODULES = {
    "serial",
    "sqlite3",
    "threading",
    "time",
    "socket",
    "os",
    "subprocess",
    "asyncio",
    "selectors",
    "random",
}
CLOCK_CALLS = {"now", "utcnow", "today"}

KEEPERS = {
    "gsmmodem": {"smsbox.sms.submit"},
    "serial": {"modem"},
    "apscheduler": {"daemon"},
    "flask": {"web", "cli"},
    "flask_wtf": {"web"},
    "wtforms": {"web"},
    "waitress": {"web", "cli"},
    "sqlite_utils": {"store"},
    "sqlite3": {"store", "services", "daemon", "cli", "web"},
}
"""Rooms or modules that may import a library; nobody else may. `sqlite3` is for types and errors, see CONNECTING."""

CONNECTING = {"store"}
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|SELECT 1|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s"
    r"|CREATE\s|PRAGMA\s|BEGIN\s)",
    re.DOTALL,
)


def room_of(module: str) -> str:
    """`smsbox.sms.submit` is in `sms`, `web.auth` in `web`, `smsbox` and `smsbox.errors` in `errors`."""
    parts = module.split(".")
    if parts[0] == "web":
        return "web"
    return parts[1] if len(parts) > 1 else "errors"


def imports(module: str, tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere, in functions too; names imported from packages count as modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level] if node.level else []
            source = ".".join([*package, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of string nodes that stand alone as a statement."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def breaches(module: str, source: str) -> list[str]:
    """What the module does that its room may not."""
    tree, room = ast.parse(source), room_of(module)
    imported = set(imports(module, tree))
    found = [f"{module} imports {name}" for name in sorted(imported) if not _may_import(module, room, name)]
    found += [f"{module} calls {name}" for name in _calls(tree) if not _may_call(room, name)]
    if room not in CONNECTING:
        prose = docstrings(tree)
        found += [
            f"{module} writes SQL: {node.value[:40]}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in prose and SQL.match(node.value)
        ]
    return found


def _may_import(module: str, room: str, name: str) -> bool:
    top, *inner = name.split(".")
    if top in {"smsbox", "web"}:
        if top == "smsbox" and len(inner) == 1 and inner[0] not in DOORS:
            return True
        return room_of(name) in DOORS[room] | {room} | OPEN
    if room in PURE and top in IMPURE_MODULES:
        return False
    if name == "sqlite3.connect" and room not in CONNECTING:
        return False
    return top not in KEEPERS or bool({module, room} & KEEPERS[top])


def _calls(tree: ast.AST) -> list[str]:
    return [
        f"{ast.unparse(node.func.value)}.{node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def _may_call(room: str, name: str) -> bool:
    if room in PURE and name.rsplit(".", 1)[1] in CLOCK_CALLS:
        return False
    return name != "sqlite3.connect" or room in CONNECTING


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_keeps_to_its_room(path: Path) -> None:
    name = module_name(path)
    assert breaches(name, path.read_text(encoding="utf-8")) == []


def test_every_room_is_walled() -> None:
    rooms = {room_of(module_name(path)) for path in MODULES}
    assert rooms <= DOORS.keys()
    assert {"sms", "at", "rules", "store", "services", "modem", "daemon", "cli", "web"} <= rooms


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("web.pages.today", "from smsbox.modem import session"),
        ("web.pages.today", "from smsbox import daemon"),
        ("web.pages.today", "import smsbox.cli.common"),
        ("web.auth", "def f():\n    import serial"),
        ("web.auth", "import gsmmodem.pdu"),
        ("web.auth", "from apscheduler.schedulers import background"),
        ("web.auth", "import sqlite3\nsqlite3.connect(path)"),
        ("smsbox.modem.session", "import sqlite3"),
        ("web.auth", "query = 'SELECT id FROM people WHERE name = ?'"),
        ("smsbox.services.people", "import flask"),
        ("smsbox.services.people", "from web import create_app"),
        ("smsbox.services.people", "from smsbox.daemon import dispatcher"),
        ("smsbox.services.people", "import sqlite3\nsqlite3.connect('x')"),
        ("smsbox.services.people", "from sqlite3 import connect"),
        ("smsbox.services.people", "run(f'INSERT INTO people VALUES ({name})')"),
        ("smsbox.services.people", "run('''\n  UPDATE people SET name = ?''')"),
        ("smsbox.daemon.app", "from web import auth"),
        ("smsbox.daemon.app", "import waitress"),
        ("smsbox.modem.session", "from smsbox.store import db"),
        ("smsbox.modem.session", "from smsbox.services import settings"),
        ("smsbox.modem.session", "if TYPE_CHECKING:\n    from smsbox.daemon import app"),
        ("smsbox.modem.session", "from ..daemon import app"),
        ("smsbox.store.db", "from smsbox.services import people"),
        ("smsbox.rules.hours", "import time"),
        ("smsbox.rules.hours", "from os import environ"),
        ("smsbox.rules.hours", "from smsbox.store import times"),
        ("smsbox.rules.hours", "def f():\n    return datetime.now(UTC)"),
        ("smsbox.rules.hours", "date.today()"),
        ("smsbox.at.lines", "import threading"),
        ("smsbox.sms.deliver", "from gsmmodem.pdu import decodeSmsPdu"),
        ("smsbox.sms.deliver", "import sqlite3"),
    ],
)
def test_a_breach_is_noticed(module: str, source: str) -> None:
    assert len(breaches(module, source)) >= 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("smsbox.cli.service", "def run():\n    from web import create_app\n    import waitress"),
        (
            "smsbox.services.people",
            "import sqlite3\nfrom smsbox.store.db import Database\nfrom smsbox import __version__",
        ),
        ("smsbox.rules.hours", "from datetime import date, datetime, time\nfrom smsbox.errors import BadInput"),
        ("smsbox.sms.submit", "from gsmmodem.pdu import encodeSmsSubmitPdu"),
        ("smsbox.store.people", "import sqlite3\nrun('SELECT id FROM people')"),
        ("web.pages.today", "'Select one FROM the list'\nfrom web.forms import Form\nhint = 'Update your settings'"),
    ],
)
def test_what_the_design_allows_is_no_breach(module: str, source: str) -> None:
    assert breaches(module, source) == []
