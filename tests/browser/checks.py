"""What axe does not see (the page's specification, accessibility checks): each function lists what is wrong."""

import re

from playwright.sync_api import Page

SMALL_TARGETS = """() => [...document.querySelectorAll("a,button,input,select,textarea,summary")].filter((element) => {
  const box = (element.closest("label") || element).getBoundingClientRect();
  const style = getComputedStyle(element);
  if (style.display === "inline" || !element.checkVisibility() || element.type === "hidden") return false;
  if (element.classList.contains("skip")) return false;
  return box.width < 44 || box.height < 44;
}).map((element) => element.outerHTML.slice(0, 120))"""

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return (box.right > innerWidth + 1 || box.left < -1) && box.width && !element.closest(".read,.scroller,.skip");
  }).map((element) => element.outerHTML.slice(0, 120)).concat(`${document.documentElement.scrollWidth} px wide`)"""

CUT_OFF = """() => [...document.querySelectorAll("button,.button,.tag,.tile,label,h1,h2,legend")]
  .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1
    && getComputedStyle(element).display !== "inline")
  .map((element) => element.outerHTML.slice(0, 120))"""

SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; "
    + "word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [sheet];
}"""

NORMAL_SPACING = "() => { document.adoptedStyleSheets = []; }"

HIDDEN_BUT_SEEN = """() => [...document.querySelectorAll("[hidden]")]
  .filter((element) => getComputedStyle(element).display !== "none")
  .map((element) => element.outerHTML.slice(0, 120))"""

NAMELESS = """() => [...document.querySelectorAll("a,button,summary")]
  .filter((element) => element.checkVisibility() && !element.textContent.trim() && !element.ariaLabel)
  .map((element) => element.outerHTML.slice(0, 120))"""

DOUBLE_IDS = """() => { const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index); }"""

COLOUR_ALONE = """() => [...document.querySelectorAll(".dot,.signal,.tag,.badge,.bar,.heartbeat svg")]
  .filter((element) => element.checkVisibility() && !element.textContent.trim() && !element.ariaLabel
    && !element.parentElement.textContent.trim())
  .map((element) => element.outerHTML.slice(0, 120))"""

UNDIRECTED = """() => {
  const outside = [...document.querySelectorAll(".bubble,.last,textarea,input[type=text]:not([inputmode])")]
    .filter((element) => element.dir !== "auto" && !element.querySelector("bdi"))
    .map((element) => element.outerHTML.slice(0, 120));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const own = walker.currentNode.parentElement.closest("bdi,[dir],option");
    if (/(?:\\+\\d|\\b0\\d)[\\d ]{8,}/.test(walker.currentNode.data) && (!own || own === document.documentElement))
      outside.push(walker.currentNode.data.trim().slice(0, 80));
  }
  return outside;
}"""

FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const box = element.getClientRects()[0];
  const label = element.closest("label");
  const point = [box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2];
  const top = document.elementFromPoint(...point);
  const ringed = label && getComputedStyle(label).outlineStyle !== "none" ? label : element;
  const style = getComputedStyle(ringed);
  return {
    what: element.outerHTML.slice(0, 120),
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    onTop: element.contains(top) || Boolean(label && label.contains(top)),
  };
}"""

FROM_THE_TOP = """() => { const { body } = document;
  body.tabIndex = -1; body.focus(); body.removeAttribute("tabindex"); scrollTo(0, 0); }"""

FORBIDDEN = re.compile(r"modem AT\b|CMS ERROR|GSM-7|UCS-2|MSISDN|\bnull\b|\bundefined\b|invalid input|\bNone\b", re.I)

SEEN_TEXT = """() => { const copy = document.querySelector("main").cloneNode(true);
  copy.querySelectorAll("details,bdi,[dir=auto],[hidden],textarea,code").forEach((element) => element.remove());
  return copy.textContent; }"""

MOST_STOPS = 120
"""Presses of Tab on one page; more would be a trap."""


def small_targets(page: Page) -> list[str]:
    """Things to press that are smaller than a thumb: 44 px (2a)."""
    return _asked(page, SMALL_TARGETS)


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways (2b)."""
    return _asked(page, TOO_WIDE)


def cut_off(page: Page) -> list[str]:
    """Words that do not fit their button, tag or heading (2b)."""
    return _asked(page, CUT_OFF)


def spaced_out(page: Page) -> list[str]:
    """What breaks when somebody widens lines, letters and words (WCAG 2.2, 1.4.12)."""
    page.evaluate(SPACING)
    found = too_wide(page) + cut_off(page)
    page.evaluate(NORMAL_SPACING)
    return found


def hidden_but_seen(page: Page) -> list[str]:
    """Elements that are hidden, and shown all the same (2d)."""
    return _asked(page, HIDDEN_BUT_SEEN)


def undirected(page: Page) -> list[str]:
    """Texts from outside without dir=auto or bdi, telephone numbers without bdi (2e)."""
    return _asked(page, UNDIRECTED)


def colour_alone(page: Page) -> list[str]:
    """Signs that have no words (8)."""
    return _asked(page, COLOUR_ALONE)


def untold(page: Page) -> list[str]:
    """Links and buttons without a name, and ids that two elements have."""
    return _asked(page, NAMELESS) + _asked(page, DOUBLE_IDS)


def mistitled(page: Page, shop: str = "Corner Shop") -> list[str]:
    """Not exactly one h1, a title that does not say page and shop, no language or direction (4)."""
    found = []
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if not re.fullmatch(rf"(\(\d+\) )?(Error: )?\S.* · {re.escape(shop)}", page.title()):
        found.append(f"title: {page.title()}")
    if page.locator("[aria-invalid=true], .summary").count() and "Error: " not in page.title():
        found.append("a mistake that the title does not say")
    if not page.evaluate("document.documentElement.lang && document.documentElement.dir"):
        found.append("no language or direction")
    return found


def misworded(page: Page) -> list[str]:
    """Words that nobody in a shop says (12)."""
    return FORBIDDEN.findall(page.evaluate(SEEN_TEXT))


def lost_focus(page: Page) -> list[str]:
    """Stops of the Tab key that are covered, or without a ring of 2 px (2c; WCAG 2.2, 2.4.11); the last one ends it."""
    page.evaluate(FROM_THE_TOP)
    found = []
    for stops in range(MOST_STOPS):
        page.keyboard.down("Tab")  # held, as it were: one message to the browser and not two
        state = page.evaluate(FOCUSED)
        if state is None:
            return found if stops >= 3 else [*found, f"only {stops} stops"]
        if not state["onTop"]:
            found.append(f"covered: {state['what']}")
        if state["ring"] < 2:
            found.append(f"no ring: {state['what']}")
    return [*found, "the Tab key does not come to an end"]


def everything_of_a_page(page: Page) -> list[str]:
    """What holds however large the screen is."""
    return (
        hidden_but_seen(page) + undirected(page) + colour_alone(page) + untold(page) + mistitled(page) + misworded(page)
    )


def everything_of_a_screen(page: Page) -> list[str]:
    """What may go wrong at one width and right at another."""
    return small_targets(page) + too_wide(page) + cut_off(page)


def _asked(page: Page, script: str) -> list[str]:
    answer: list[str] = page.evaluate(script)
    return answer
