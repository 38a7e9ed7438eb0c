"""The accessibility audit: axe-core in the page, as `make test` fetched it; the page itself never loads it."""

from enum import Enum
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""What is audited; without wcag22aa axe would not look at the size of targets."""

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that see colours; they take half of an audit's time."""


class Of(Enum):
    """What an audit is of: all, or what can have changed since the page was audited in another size or look."""

    ALL = "all"
    ALL_BUT_COLOURS = "all but colours"
    COLOURS = "colours"


OPTIONS: dict[Of, dict[str, object]] = {
    Of.ALL: {"runOnly": {"type": "tag", "values": TAGS}},
    Of.ALL_BUT_COLOURS: {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": False} for rule in COLOURS},
    },
    Of.COLOURS: {"runOnly": {"type": "rule", "values": COLOURS}},
}

RUN = """async (options) => {
  const found = await axe.run(document, { ...options, resultTypes: ["violations"], selectors: false, preload: false });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}"""


@cache
def source() -> str:
    """axe-core's code."""
    assert SOURCE.exists(), "axe-core is missing: run `make test`, or `npm ci` in tests/browser"
    return SOURCE.read_text(encoding="utf-8")


def audit(page: Page, of: Of = Of.ALL) -> list[str]:
    """Each violation on the page as it stands, as rule and element.

    The code is evaluated, not added as a script, because the page's policy forbids foreign scripts.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    violations: list[str] = page.evaluate(RUN, OPTIONS[of])
    return violations
