"""Every page and state of a page that is looked at: one list for the accessibility audit, the layout and the pictures.

Add a page by its name and how to get there in a signed-in tab of `tests.fakes.shop.filled`; end with what shows that it
is there. Names and order are those of the pictures.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route

from tests.fakes.shop import ANNA, ICCIDS

Visit = Callable[[Page], object]

GOOD_NUMBER, STOPPED_NUMBER = "07700 900 101", "07700 900 107"


def _write(page: Page, number: str = GOOD_NUMBER) -> None:
    page.goto("/write")
    page.get_by_label("Phone number").fill(number)
    page.get_by_label("Your message").fill(
        "Hi Anna, it’s ready! Your blue shoes wait for you at the counter until Saturday."
    )


def _check(page: Page, number: str = GOOD_NUMBER) -> None:
    _write(page, number)
    page.get_by_role("button", name="Check before sending").click()
    page.wait_for_url("**/check/**")


def _error(page: Page) -> None:
    page.goto("/write")
    page.get_by_role("button", name="Check before sending").click()
    page.get_by_role("alert").wait_for()


def _campaign(page: Page) -> None:
    page.goto("/campaigns/new")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Your message").fill("Hi {first name|there}, 20% off all shoes this weekend.")


def _campaign_check(page: Page) -> None:
    _campaign(page)
    page.get_by_role("button", name="Check before sending").click()
    page.wait_for_url("**/check")


def _campaign_begun(page: Page) -> None:
    _campaign_check(page)
    page.get_by_role("checkbox", name="I have checked").check()
    page.get_by_role("button", name="Send to").click()
    page.get_by_role("button", name="Undo").wait_for()


def _campaign_moving(page: Page) -> None:
    _campaign_begun(page)
    page.get_by_role("link", name="Move it to another time").click()
    page.wait_for_url("**/move")


def _paused(page: Page) -> None:
    page.goto("/box")
    page.get_by_role("button", name="Pause for 1 hour").or_(page.get_by_role("button", name="Resume")).first.click()
    page.get_by_text(re.compile("All sending is paused until|Texts go out again")).first.wait_for()


def _settings_error(page: Page) -> None:
    page.goto("/settings/limits")
    page.get_by_label("Offers to one customer in a day").fill("many")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()


def _yes(page: Page) -> None:
    page.goto("/customers/2/yes")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("alert").wait_for()


def _add_nobody(page: Page) -> None:
    page.goto("/customers/new")
    page.get_by_role("button", name="Add this customer").click()
    page.get_by_role("alert").wait_for()


def _wording_error(page: Page) -> None:
    page.goto("/customers/lists/1/wording")
    page.get_by_label("The words they agree to").fill("Yes, I want texts.")
    page.get_by_role("button", name="Use these words").click()
    page.get_by_role("alert").wait_for()


def _worded(page: Page) -> None:
    for per_month in ("2", "4"):
        page.goto("/customers/lists/1/wording")
        page.get_by_label("How many texts a month").fill(per_month)
        page.get_by_role("button", name="Write the words for me").click()
        page.get_by_role("button", name="Use these words").click()
        page.wait_for_url("**/lists/1")
    page.goto("/customers/lists/1/wording")


def _keywords(page: Page) -> None:
    """The words SHOES, which joins Offers, and HOURS, which only answers."""
    page.goto("/keywords")
    if page.get_by_role("heading", name="HOURS", exact=True).count():
        return
    page.goto("/customers/lists/1/wording")
    page.get_by_role("button", name="Use these words").click()
    page.wait_for_url("**/lists/1")
    made = (("SHOES", "They join Offers", "Show this at the till."), ("HOURS", "They only get", "We are open 9 to 6."))
    for word, does, answer in made:
        _fill_word(page, word, does, answer)
        page.get_by_role("button", name="Undo").wait_for()


def _where_words_join(path: str) -> Visit:
    """A page of a shop that people can join by a word."""

    def there(page: Page) -> None:
        _keywords(page)
        page.goto(path)

    return there


def _fill_word(page: Page, word: str, does: str, answer: str) -> None:
    page.goto("/keywords/new")
    page.get_by_label("The word").fill(word)
    page.get_by_role("radio", name=does).check()
    page.get_by_role("textbox", name="Your answer").fill(answer)
    page.get_by_role("button", name="Make the word").click()


def _clash(page: Page) -> None:
    _keywords(page)
    _fill_word(page, "SHOE", "They join Offers", "")
    page.get_by_role("button", name="Make it all the same").wait_for()


def _keyword(page: Page) -> None:
    _keywords(page)
    page.goto("/keywords")
    page.get_by_role("link", name="Change SHOES").click()
    page.get_by_role("heading", name="SHOES").wait_for()


def _on_the_tablet(visit: Visit) -> Visit:
    """The page is opened as on the tablet at the counter; for whoever looks next the tab is the owner's again."""

    def still(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        route.fulfill(response=answer, headers={k: v for k, v in answer.headers.items() if k != "refresh"})

    def there(page: Page) -> None:
        _keywords(page)
        owner = page.context.cookies()
        page.route("**/kiosk**", still)
        page.goto("/kiosk/start")
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Start the sign-up page").click()
        page.wait_for_url("**/kiosk")
        visit(page)
        page.unroute("**/kiosk**")
        page.context.clear_cookies()
        page.context.add_cookies(owner)

    return there


def _erase_nobody(page: Page) -> None:
    page.goto("/customers/1/erase")
    page.get_by_role("button", name="Erase them for good").click()
    page.get_by_role("alert").wait_for()


def _sign_up(page: Page) -> None:
    page.get_by_label("Your mobile number").fill("07700 900 155")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign me up").click()
    page.wait_for_url("**/kiosk/thanks")


def _sign_up_nobody(page: Page) -> None:
    page.get_by_role("button", name="Sign me up").click()
    page.get_by_role("alert").wait_for()


def at(path: str) -> Visit:
    """A page that is there when its address is opened."""
    return lambda page: page.goto(path)


PAGES: dict[str, Visit] = {
    "today": at("/"),
    "inbox": at("/inbox"),
    "inbox-nothing": at("/inbox?q=zzzz"),
    "thread": at(f"/inbox/with/{ANNA}"),
    "reviews": at("/reviews"),
    "review": at("/inbox/with/+447700900106"),
    "stopped": at("/inbox/with/+447700900107"),
    "failed": at("/inbox/with/+447700900104"),
    "write": _write,
    "write-error": _error,
    "check": _check,
    "check-refused": lambda page: _check(page, STOPPED_NUMBER),
    "sent": at("/write/sent/1"),
    "campaigns": at("/campaigns"),
    "campaign-write": _campaign,
    "campaign-check": _campaign_check,
    "campaign": _campaign_begun,
    "campaign-move": _campaign_moving,
    "customers": at("/customers"),
    "customers-found": at("/customers?q=anna"),
    "customers-nobody": at("/customers?q=zzz"),
    "customers-stop": at("/customers/stopped"),
    "customers-stop-new": at("/customers/stopped/new"),
    "customer": at("/customers/1"),
    "customer-edit": at("/customers/1/edit"),
    "customer-yes": _yes,
    "customer-data": at("/customers/1/data"),
    "customer-erase": at("/customers/1/erase"),
    "customer-erase-error": _erase_nobody,
    "customer-new": at("/customers/new"),
    "customer-new-error": _add_nobody,
    "lists": at("/customers/lists"),
    "list": at("/customers/lists/1"),
    "wording": at("/customers/lists/1/wording"),
    "wording-error": _wording_error,
    "wording-changed": _worded,
    "keywords": _keywords,
    "keyword-new": at("/keywords/new"),
    "keyword-clash": _clash,
    "keyword": _keyword,
    "posters": _where_words_join("/posters"),
    "poster": _where_words_join("/posters/shoes"),
    "poster-a6": _where_words_join("/posters/shoes?size=a6"),
    "website": _where_words_join("/posters/shoes/website"),
    "kiosk-start": _where_words_join("/kiosk/start"),
    "kiosk": _on_the_tablet(lambda page: page.get_by_role("heading", name="Stay in touch by text").wait_for()),
    "kiosk-error": _on_the_tablet(_sign_up_nobody),
    "kiosk-thanks": _on_the_tablet(_sign_up),
    "activity": at("/activity"),
    "staff": at("/settings/staff"),
    "more": at("/more"),
    "box": at("/box"),
    "box-paused": _paused,
    "box-limits": at(f"/box/sim/{ICCIDS[0]}"),
    "box-numbers": at(f"/box/sim/{ICCIDS[0]}/numbers"),
    "settings": at("/settings"),
    "settings-shop": at("/settings/shop"),
    "settings-hours": at("/settings/hours"),
    "settings-modem": at("/settings/modem"),
    "settings-error": _settings_error,
    "programs": at("/settings/programs"),
    "help": at("/help"),
    "missing": at("/nowhere"),
    "components": at("/styleguide"),
}
"""What the signed-in owner sees."""

OUTSIDE: dict[str, Visit] = {
    "sign-in": at("/sign-in"),
    "recover": at("/sign-in/recover"),
}
"""What somebody sees who is not signed in."""


def _fresh_code(page: Page) -> None:
    page.goto("/setup/staff")
    if page.get_by_label("Your name").count():
        page.get_by_label("Your name").fill("Rosa")
        page.get_by_label("Password").fill("a long password for rosa")
        page.get_by_role("button", name="Go on to the staff").click()
    page.get_by_role("button", name="Make the recovery code").click()
    page.get_by_role("heading", name="Print the recovery code").wait_for()


def _setup_error(page: Page) -> None:
    page.goto("/setup/shop")
    page.get_by_label("Name of the shop").fill("")
    page.get_by_role("button", name="Go on to the modem").click()
    page.get_by_role("alert").wait_for()


def _zone(page: Page) -> None:
    page.goto("/setup/country")
    page.get_by_label("Country of the shop").select_option("US")
    page.get_by_role("button", name="Go on to the shop").click()
    page.wait_for_url("**/zone")


SETUP: dict[str, Visit] = {
    "setup-country": at("/setup/country"),
    "setup-zone": _zone,
    "setup-shop": at("/setup/shop"),
    "setup-error": _setup_error,
    "setup-modem": at("/setup/modem"),
    "setup-test": at("/setup/test"),
    "setup-rules": at("/setup/rules"),
    "setup-owner": at("/setup/staff"),
    "setup-code": _fresh_code,
    "setup-staff": at("/setup/staff"),
}
"""What who sets a new box up sees, at the last step of `tests.fakes.new_box`."""

SETUP_OUTSIDE: dict[str, Visit] = {"setup": at("/setup")}
"""What everybody else sees of a new box."""
