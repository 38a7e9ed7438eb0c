"""`make bench`: how fast the box is and what it costs, beside a bare loop that keeps nothing, in the same run.

Every section is a function that yields the lines of one table; a new one is added to SECTIONS.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tests import page_speed
from tests.bench import decisions, measures
from tests.fakes import full_shop, long_ledger

T = TypeVar("T")

Line = tuple[str, ...]

BARE_TEXTS = 2000
TEXTS = {1: 1000, 4: 2000, 16: 8000}
"""How many texts go out without latency, by the number of modems: for so long that beginning and end weigh little."""

LATENCY = 3.0
"""Seconds that a text takes on a common modem."""

TEXTS_OF_A_MODEM = 20
IDLE_SECONDS = 30.0
RECEIVED = 50
DECIDED = 5000
DEAR_PAGES = 10
WIDEST_PATH = 40
"""Characters of an address that are shown."""

BUILD = Path(__file__).parent.parent.parent / "build" / "long_ledger"
"""Where the shop is kept that takes minutes to make."""


def measured(measure: Callable[..., T], *values: float) -> T:
    """What `measure` finds, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="smsbox-bench-") as name:
        return measure(Path(name), *values)


def without_latency() -> Iterator[Line]:
    """Texts a second, and what one costs."""
    yield "modems that answer at once", "texts/s", "of the bare loop", "CPU s per 1,000", "KiB per text"
    bare = measured(measures.bare_loop, BARE_TEXTS)
    yield "bare loop, 1 modem", f"{bare:.0f}", "1.00", "", ""
    for modems, texts in TEXTS.items():
        found = measured(measures.throughput, modems, texts)
        yield str(modems), f"{found.rate:.0f}", f"{found.rate / bare:.2f}", f"{found.cpu:.2f}", f"{found.kib:.1f}"


def with_latency() -> Iterator[Line]:
    """How busy the modems are kept; a bare loop keeps one 100 % busy."""
    yield f"modems that need {LATENCY:g} s a text", "busy, of a bare loop's time", "CPU of one core"
    for modems in TEXTS:
        found = measured(measures.saturation, modems, LATENCY, TEXTS_OF_A_MODEM)
        yield str(modems), f"{found.busy:.1%}", f"{found.cpu:.2%}"


def with_nothing_to_do() -> Iterator[Line]:
    """What a box costs that waits."""
    yield "modems that wait", "CPU of one core", "MiB of memory"
    found = measured(measures.idle, max(TEXTS), IDLE_SECONDS)
    yield str(max(TEXTS)), f"{found.cpu:.2%}", f"{found.mib:.0f}"


def receiving() -> Iterator[Line]:
    """How soon a text is kept."""
    yield "from hint to stored", "median", "longest"
    found = measured(measures.inbound, RECEIVED)
    yield f"{RECEIVED} texts", f"{found.median:.1f} ms", f"{found.worst:.1f} ms"


def deciding() -> Iterator[Line]:
    """What the rules cost for each offer, in a shop of 100,000 customers with a million rows of consent."""
    yield "deciding about an offer", "CPU us", "of a bare SELECT"
    shop = long_ledger.cached(BUILD)
    found = decisions.decisions(shop, DECIDED, full_shop.Size().contacts)
    yield "bare SELECT", f"{found.bare:.1f}", "1.0"
    yield f"{DECIDED} offers", f"{found.decision:.1f}", f"{found.ratio:.1f}"


def pages() -> Iterator[Line]:
    """The costliest pages and every live answer, in a shop of 100,000 customers and a million texts."""
    yield (
        "pages that are looked at again and again",
        "CPU ms, p95",
        "of a page of text alone",
        "statements",
        "octets, packed",
    )
    figures = page_speed.measure(full_shop.cached(BUILD))
    bare = next(visit for visit in figures.visits if visit.path == "/help")
    dear = sorted(figures.visits, key=lambda visit: visit.slow_cpu, reverse=True)[:DEAR_PAGES]
    for visit in dict.fromkeys([bare, *dear, *(each for each in figures.visits if each.path.startswith("/live"))]):
        ratio = f"{visit.slow_cpu / bare.slow_cpu:.1f}"
        yield visit.path[:WIDEST_PATH], f"{visit.slow_cpu:.1f}", ratio, str(visit.statements), f"{visit.octets:,}"
    yield f"{len(figures.visits)} pages, MB of memory", f"{figures.megabytes:.0f}", "", "", ""


SECTIONS = (without_latency, with_latency, with_nothing_to_do, receiving, deciding, pages)


def main() -> None:
    """Prints every table, or those that are named, line by line as it is measured; all under six minutes.

    The shop of `deciding` and `pages` is made once, which takes some minutes more.
    """
    BUILD.mkdir(parents=True, exist_ok=True)
    for section in [each for each in SECTIONS if not sys.argv[1:] or each.__name__ in sys.argv[1:]]:
        widths: list[int] = []
        for line in section():
            widths = widths or [max(len(cell), 8) + 2 for cell in line]
            print("".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip(), flush=True)
        print(flush=True)


if __name__ == "__main__":
    main()
