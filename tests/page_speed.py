"""How fast and how light every page is in a shop with a long life behind it: `python -m tests.page_speed [SCALE]`.

The pages are served in a process of their own, through the application's WSGI entry, with the shop's clock.
"""

import gzip
import json
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from smsbox.services import people
from smsbox.store.db import Database
from tests.fakes import full_shop
from web import create_app

MOST_STATEMENTS = 12
MOST_MILLISECONDS = 15.0
MOST_MILLISECONDS_LIVE = 5.0
MOST_OCTETS = 15_000
MOST_MEGABYTES = 90.0
"""Budgets of a page: statements, time at the 95th percentile, size when packed; and of the process (ui.md 3.6)."""

ROUNDS = 40
"""Visits to each page that are timed, after one that is not."""

PATIENCE = 300.0
"""Seconds for all visits."""

SAMPLES: dict[str, object] = {
    "number": full_shop.number(5),
    "message_id": 3,
    "person_id": 1,
    "key": "none",
    "campaign_id": 1,
    "contact_id": 5,
    "list_id": 1,
    "keyword_id": 1,
    "entry_id": 1,
    "iccid": full_shop.ICCIDS[0],
    "group": "shop",
    "word": "shoes",
    "name": full_shop.LISTS[0][0],
}
"""What stands for the arguments in the addresses of pages."""

VARIANTS = (
    "/live?on=today",
    "/live?on=inbox",
    f"/live?on=thread&thing={quote(full_shop.number(5))}",
    "/live?on=sent&thing=3",
    "/live?on=box",
    "/live?on=campaign&thing=1",
    "/live?on=setup",
    "/campaigns/2/write",
    "/campaigns/reach?lists=Offers&lists=News",
    "/campaigns/2/check",
    "/inbox?show=unread",
    "/inbox?show=to_answer",
    "/inbox?show=offers",
    "/inbox?q=anna",
    "/inbox?after=1826000000000_%2B49",
    "/customers?q=meyer",
    "/customers?q=0151",
    "/customers?list=Offers",
    "/customers?list=Offers&q=anna",
    f"/customers?after={quote(full_shop.number(5))}_marie",
    "/customers/stopped?q=0151",
    f"/customers/stopped?q={full_shop.number(5)[-4:]}",
    "/customers/stopped?after=1826000000000_%2B49",
)
"""Further addresses, which show something else than the bare ones."""

OUTSIDE = frozenset({"static", "sign_in.link", "styleguide.page", "kiosk.page", "kiosk.thanks"})
"""Views that are no pages for staff; tests/web/test_kiosk.py measures those of the tablet at the counter."""

PROGRAMS = frozenset({"api", "ops"})
"""Blueprints of what programs ask for."""

GONE = frozenset({"setup"})
"""Blueprints of pages that a shop no longer has; tests/web/test_setup.py measures them."""

BIG = frozenset(
    {
        "messages",
        "parts",
        "events",
        "contacts",
        "inbox",
        "inbound_pdus",
        "conversations",
        "consent_ledger",
        "subscriptions",
        "suppressions",
        "routes",
        "sim_recipients",
        "traffic",
        "activity",
    }
)
"""Tables that grow with the shop's life: no page may walk through one."""

OF_WHAT_IS_OPEN = frozenset({"parts_queued", "parts_held", "parts_sending", "conversations_unread"})
"""Indexes that hold only what waits: walking through them is counting it."""


@dataclass(frozen=True)
class Visit:
    """One page: milliseconds at the median and 95th percentile, of the clock and of the processor; octets packed."""

    path: str
    status: int
    median: float
    slow: float
    slow_cpu: float
    statements: int
    octets: int


@dataclass(frozen=True)
class Figures:
    """Every page, and the process's memory after them, in megabytes."""

    visits: tuple[Visit, ...]
    megabytes: float


def application(db: Database) -> tuple[Flask, FlaskClient]:
    """The page over the shop, and somebody who is signed in as its owner."""
    app = create_app(db, clock=lambda: full_shop.NOW, secret=b"s" * 32)
    client = app.test_client()
    client.get("/sign-in/" + people.make_sign_in_link(db, 1, now=full_shop.NOW))
    return app, client


def paths(app: Flask) -> list[str]:
    """The address of every page that the application has; AssertionError for an argument without a sample."""
    found = []
    for rule in app.url_map.iter_rules():
        room = rule.endpoint.split(".")[0]
        if rule.endpoint in OUTSIDE or room in PROGRAMS | GONE or "GET" not in (rule.methods or ()):
            continue
        missing = rule.arguments - SAMPLES.keys()
        assert not missing, f"tests/page_speed.py has no sample of {missing} for {rule}"
        built = rule.build({name: SAMPLES[name] for name in rule.arguments})
        assert built is not None
        found.append(built[1])
    return sorted({*found, *VARIANTS})


def statements(db: Database, client: FlaskClient, path: str) -> list[str]:
    """What the page asks of the database when it is looked at for the second time."""
    client.get(path)
    asked: list[str] = []
    connection = db.connection()
    connection.set_trace_callback(asked.append)
    client.get(path)
    connection.set_trace_callback(None)
    # What a full-text index asks of its own tables while it is searched comes as a comment.
    return [statement for statement in asked if not statement.startswith("--")]


def walks(connection: sqlite3.Connection, statement: str) -> Iterator[str]:
    """The steps of the statement's plan that walk through a table that grows."""
    if not statement.upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
        return
    for row in connection.execute("EXPLAIN QUERY PLAN " + statement):
        match = re.match(r"SCAN (\w+)(?:.* INDEX (\w+))?", row["detail"])
        if match is None or match[2] in OF_WHAT_IS_OPEN:
            continue
        alias = re.search(rf"(\w+) AS {match[1]}\b", statement)
        if match[1] in BIG or (alias is not None and alias[1] in BIG):
            yield f"{row['detail']} in {statement}"


def measure(folder: Path) -> Figures:
    """Visits every page of the shop in `folder`, in a process of its own."""
    command = [sys.executable, "-m", "tests.page_speed", "--visit", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=PATIENCE, check=True)
    told = json.loads(done.stdout)
    return Figures(tuple(Visit(**visit) for visit in told["visits"]), told["megabytes"])


def _visit_all(folder: Path) -> Figures:
    import waitress  # it serves the page, so its memory counts

    assert waitress
    db = Database(folder)
    app, client = application(db)
    visits = tuple(_visit(db, client, path) for path in paths(app))
    db.close()
    return Figures(visits, _megabytes())


def _visit(db: Database, client: FlaskClient, path: str) -> Visit:
    asked = statements(db, client, path)
    times, cpu_times = [], []
    for _ in range(ROUNDS):
        begun, begun_cpu = time.perf_counter(), time.thread_time()
        response = client.get(path)
        octets = response.get_data()
        cpu_times.append((time.thread_time() - begun_cpu) * 1000)
        times.append((time.perf_counter() - begun) * 1000)
    slow, slow_cpu = (statistics.quantiles(each, n=20)[-1] for each in (times, cpu_times))
    packed = len(gzip.compress(octets))
    return Visit(path, response.status_code, statistics.median(times), slow, slow_cpu, len(asked), packed)


def _megabytes() -> float:
    """The resident memory of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("this system does not tell the memory of a process")


def report(folder: Path) -> None:
    """Prints the figures of the shop in `folder`, those beyond a budget marked; of times the processor's counts."""
    figures = measure(folder)
    print("  page                                    median ms  p95 ms  p95 of CPU  statements  octets gz")
    for visit in figures.visits:
        most = MOST_MILLISECONDS_LIVE if visit.path.startswith("/live") else MOST_MILLISECONDS
        over = visit.slow_cpu > most or visit.statements > MOST_STATEMENTS or visit.octets > MOST_OCTETS
        times = f"{visit.median:9.1f} {visit.slow:7.1f} {visit.slow_cpu:11.1f}"
        rest = f"{visit.statements:11} {visit.octets:10}{'  over budget' if over else ''}"
        print(f"  {visit.path[:38]:38}  {times} {rest}")
    print(f"  memory of the page's process {figures.megabytes:.0f} MB (budget {MOST_MEGABYTES:.0f})")


def main() -> None:
    """Makes the shop, whole or SCALE of it, and prints the figures; `--visit FOLDER` is the process that serves."""
    if sys.argv[1:2] == ["--visit"]:
        print(json.dumps(asdict(_visit_all(Path(sys.argv[2])))))
        return
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with tempfile.TemporaryDirectory() as folder:
        full_shop.make(Path(folder), full_shop.Size(scale))
        report(Path(folder))


if __name__ == "__main__":
    main()
