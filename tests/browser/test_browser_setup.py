"""A new box is set up from its link to Today: the real programs, a virtual modem with a PIN, scripts on and off."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from smsbox.modem.virtual import VirtualModem
from smsbox.services import messages, setting_keys, settings
from smsbox.store.db import Database
from tests.browser.box import context_of
from tests.browser.conftest import EXPECTED, PATIENCE_MS
from tests.fakes.air import submits
from tests.fakes.rig import SMSBOX, Service
from tests.fakes.waiting import STRETCH, until

PIN = "1234"
FOUND_WITHIN = 5.0
"""Seconds from plugging a modem in until the page shows it."""

READY_WITHIN = 20.0
"""Seconds for a modem to start, and for a text on air."""

OWN_PHONE = "+447700900101"
PASSWORD = "a long password for rosa"


class Box:
    """`smsbox run` over a new folder, waiting for a modem; it may be killed and started again at the same address.

    The port is bound here, too, without listening: so nobody else is given it, now or while the box is away.
    """

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "box.log"
        self.air = folder / "modem.jsonl"
        self.modem = VirtualModem(folder / "modem", log=self.air, switches={"pin": PIN, "latency": 0.1})
        self.held = socket.socket()
        self.held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.held.bind(("127.0.0.1", 0))
        self.port: int = self.held.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.service = self.start()

    def start(self) -> Service:
        arguments = ["run", "--modem", str(self.modem.link), "--listen", f"127.0.0.1:{self.port}"]
        said = self.log.read_text().count("The page is at") if self.log.exists() else 0
        service = Service([*SMSBOX, *arguments, "--data", str(self.data)], self.log)
        until(lambda: service.words().count("The page is at") > said, READY_WITHIN, service.words)
        return service

    def link(self) -> str:
        """What it printed when it started."""
        found = until(lambda: re.findall(r"http://\S+/setup/open/\S+", self.service.words()), 5, "the link")
        return found[-1]

    def texts(self) -> list[str]:
        """What went on air to the owner's phone."""
        return [event["text"] for event in submits([self.air]) if event["to"] == OWN_PHONE] if self.air.exists() else []


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.service.close()
    box.modem.stop()
    box.held.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, box: Box) -> Iterator[Page]:
    faults: list[str] = []
    context = context_of(
        browser, box.address, faults, java_script_enabled=request.param, viewport={"width": 390, "height": 800}
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    yield page
    context.close()
    assert [fault for fault in faults if not EXPECTED.search(fault) and "ERR_CONNECTION" not in fault] == []


def shows(page: Page, words: str, seconds: float, scripts: bool) -> None:
    """The page shows `words` by itself; without scripts, when it is loaded again."""
    if scripts:
        expect(page.get_by_text(words).first).to_be_visible(timeout=STRETCH * seconds * 1000)
        return

    def loaded() -> bool:
        with suppress(Error):  # a page that is just being left cannot be loaded anew
            page.reload()
            return page.get_by_text(words).count() > 0
        return False

    until(loaded, seconds, words)


def test_a_new_box_is_set_up_from_its_link_to_today(page: Page, box: Box, request: pytest.FixtureRequest) -> None:
    scripts = "no-scripts" not in request.node.name
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up the box")
    page.goto(box.link())
    expect(page.get_by_role("heading", level=1)).to_have_text("Language and country")
    page.get_by_label("Country of the shop").select_option(label="United Kingdom")
    page.get_by_role("button", name="Go on to the shop").click()
    page.get_by_label("Name of the shop").fill("Rosa's Deli")
    page.get_by_label("How customers reach you").fill("020 7946 0123")
    page.get_by_role("button", name="Go on to the modem").click()

    expect(page.get_by_text("No modem yet")).to_be_visible()
    pin = page.get_by_label("PIN of the SIM card")
    expect(pin).to_be_hidden()
    box.modem.start()
    shows(page, "Its SIM card asks for a PIN", FOUND_WITHIN, scripts)
    pin.fill(PIN)
    page.get_by_role("button", name="Enter the PIN").click()
    shows(page, "Go on to the test", READY_WITHIN, scripts)
    expect(pin).to_be_hidden()
    page.get_by_role("button", name="Go on to the test").click()

    page.get_by_label("Your own phone number").fill("07700 900101")
    page.get_by_role("button", name="Send test text").click()
    until(box.texts, READY_WITHIN, "the test text on air")
    shows(page, "Delivered", READY_WITHIN, scripts)
    assert box.texts() == ["Hello from Rosa's Deli! This box can send texts."]

    box.service.kill()
    box.service = box.start()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send yourself a text")
    page.get_by_role("button", name="Go on to the rules").click()

    page.get_by_role("button", name="Go on to the staff").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_role("checkbox", name="I only text people who said yes").check()
    page.get_by_role("checkbox", name="My operator allows texts").check()
    page.get_by_role("button", name="Go on to the staff").click()

    page.get_by_label("Your name").fill("Rosa")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on to the staff").click()
    page.get_by_label("Name").fill("Tom")
    page.get_by_label("PIN or password").fill("4821")
    page.get_by_role("button", name="Add to the staff").click()
    expect(page.get_by_text("Tom may sign in now.")).to_be_visible()
    page.get_by_role("button", name="Make the recovery code").click()
    expect(page.locator(".code")).to_have_text(re.compile(r"^[A-Z0-9]{4}(-[A-Z0-9]{4}){4}$"))
    page.get_by_role("button", name="Open Today").click()

    expect(page).to_have_url(box.address + "/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rosa")
    assert page.goto("/setup").status == 404
    db = Database(box.data)
    assert len(messages.find(db).items) == 1
    assert settings.get(db, "shop.timezone") == "Europe/London"
    assert settings.get(db, "modem.pin") == setting_keys.SET
    db.close()
