"""The message stores of every family: hints set up, everything swept, and nothing deleted before it is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smsbox.at.engine import Command
from smsbox.modem import commands
from smsbox.modem.link import Link
from smsbox.modem.mailbox import Mailbox
from smsbox.modem.profiles.loader import choose
from smsbox.modem.virtual import MODELS, VirtualModem
from tests.fakes.notebook import linked
from tests.fakes.waiting import until

SENDER = "+447911100001"
BOOT = 5.0
"""Seconds for a virtual modem's SIM to be ready."""


class Table:
    """What was kept; `refuses` makes keeping fail, `unreadable` is the number of PDUs that should stay."""

    def __init__(self) -> None:
        self.pdus: list[str] = []
        self.refuses = False
        self.unreadable = 0

    def keep(self, pdus: tuple[str, ...]) -> frozenset[str]:
        if self.refuses:
            raise OSError("the disk is full")
        self.pdus += pdus
        return frozenset(pdus[: self.unreadable])


@contextmanager
def box(folder: Path, model: str = "Generic", slots: int = 20) -> Iterator[tuple[VirtualModem, Link, Mailbox]]:
    """A modem, the link to it, and its mailbox, set up."""
    with VirtualModem(folder / "modem1", model=model, slots=slots) as modem, linked(modem.link) as link:
        until(lambda: not modem.state().starting, BOOT, "the modem started")
        commands.prepare(link)
        family = choose(usb=None, identification=commands.identify(link).says).messages
        mailbox = Mailbox(family)
        mailbox.set_up(link)
        yield modem, link, mailbox


@pytest.mark.parametrize("model", MODELS)
def test_every_text_is_kept_and_then_deleted_in_every_family(tmp_path: Path, model: str) -> None:
    table = Table()
    with box(tmp_path, model) as (modem, link, mailbox):
        for index in range(3):
            modem.text(SENDER, f"Text {index}")
        assert mailbox.sweep(link, table.keep)
        assert (len(table.pdus), modem.state().stored, modem.state().deleted) == (3, 0, 3)
        assert not mailbox.sweep(link, table.keep)


def test_texts_in_both_stores_are_kept(tmp_path: Path) -> None:
    table = Table()
    with box(tmp_path, "HuaweiE173") as (modem, link, mailbox):
        for store in ("SM", "ME"):
            link.ask(Command(f'AT+CPMS="{store}","{store}","{store}"', prefixes=("+CPMS:",)))
            modem.text(SENDER, f"In {store}")
        assert mailbox.sweep(link, table.keep)
        assert (len(table.pdus), modem.state().stored) == (2, 0)


@pytest.mark.parametrize("model", MODELS)
def test_a_text_is_hinted_in_every_family(tmp_path: Path, model: str) -> None:
    with box(tmp_path, model) as (modem, link, _mailbox):
        modem.text(SENDER, "Hello")

        def hinted() -> bool:
            link.listen(0.1)
            return "+CMTI" in [notice.name for notice in link.notices]

        until(hinted, 5, "the hint")


@pytest.mark.parametrize("model", MODELS)
def test_a_full_store_is_emptied_and_what_waited_comes(tmp_path: Path, model: str) -> None:
    table = Table()
    with box(tmp_path, model, slots=5) as (modem, link, mailbox):
        modem.do("set", fill=None)
        full = modem.state().stored
        modem.text(SENDER, "I waited")
        assert modem.state().waiting == 1
        while mailbox.sweep(link, table.keep):
            assert len(table.pdus) <= full + 1
        assert (len(table.pdus), modem.state().waiting, modem.state().stored) == (full + 1, 0, 0)


def test_nothing_is_deleted_that_could_not_be_kept(tmp_path: Path) -> None:
    table = Table()
    table.refuses = True
    with box(tmp_path) as (modem, link, mailbox):
        modem.text(SENDER, "Hello")
        with pytest.raises(OSError, match="full"):
            mailbox.sweep(link, table.keep)
        assert (modem.state().stored, modem.state().deleted) == (1, 0)
        table.refuses = False
        assert mailbox.sweep(link, table.keep)
        assert modem.state().stored == 0


def test_what_cannot_be_read_stays_on_the_sim(tmp_path: Path) -> None:
    table = Table()
    table.unreadable = 1
    with box(tmp_path) as (modem, link, mailbox):
        for index in range(3):
            modem.text(SENDER, f"Text {index}")
        mailbox.sweep(link, table.keep)
        assert modem.state().stored == 1


def test_a_sim_that_is_half_full_of_what_cannot_be_read_is_emptied_all_the_same(tmp_path: Path) -> None:
    table = Table()
    table.unreadable = 3
    with box(tmp_path, slots=5) as (modem, link, mailbox):
        for index in range(3):
            modem.text(SENDER, f"Text {index}")
        mailbox.sweep(link, table.keep)
        assert (len(table.pdus), modem.state().stored) == (3, 0)


def test_a_modem_that_lost_its_settings_unseen_is_found_out(tmp_path: Path) -> None:
    with box(tmp_path) as (modem, link, mailbox):
        assert not mailbox.forgotten(link)
        modem.do("set", forget=None)
        assert mailbox.forgotten(link)
        mailbox.set_up(link)
        assert not mailbox.forgotten(link)
