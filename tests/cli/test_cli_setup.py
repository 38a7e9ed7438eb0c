"""The link into the set-up of a new box, as the box prints it."""

import re
from pathlib import Path

import pytest

from smsbox.services import people, setup
from smsbox.services.activity import Actor, By
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.command import Smsbox
from tests.fakes.rig import SMSBOX, Service
from tests.fakes.waiting import until

LINK = re.compile(r"(http://\S+)/setup/open/(\S+)")

PATIENCE = 20.0
"""Seconds for a service to start or end."""


def test_the_command_prints_a_link_that_opens_the_set_up(smsbox: Smsbox, db: Database, clock: Clock) -> None:
    result = smsbox("setup-link", "--page", "http://192.168.1.20/")
    found = LINK.fullmatch(result.stdout.strip())
    assert found
    assert found[1] == "http://192.168.1.20"
    assert setup.use_link(db, found[2], now=clock()) is not None


def test_a_box_with_an_owner_has_no_such_link(smsbox: Smsbox, db: Database, clock: Clock) -> None:
    people.add_person(db, "Rosa", "owner", "correct horse battery", now=clock())
    result = smsbox("setup-link")
    assert result.exit_code == 1
    assert "smsbox user link NAME" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["run", "web"])
def test_a_new_box_prints_the_link_when_it_starts_and_a_shop_does_not(
    command: str, tmp_path: Path, db: Database, clock: Clock
) -> None:
    first = said(command, tmp_path, "first.log")
    found = LINK.search(first)
    assert found
    owner = setup.use_link(db, found[2], now=clock())
    assert owner is not None
    setup.name_owner(db, owner, "Rosa", "correct horse battery", by=By(Actor.PERSON, owner.name, clock()))
    assert not LINK.search(said(command, tmp_path, "second.log"))


def said(command: str, data: Path, log: str) -> str:
    """What a service says from its start until it is asked to end."""
    service = Service([*SMSBOX, command, "--listen", "127.0.0.1:0", "--data", str(data)], data / log)
    try:
        until(lambda: "The page is at" in service.words(), PATIENCE, service.words)
        service.ask_to_end()
        assert service.wait(PATIENCE) == 0
        return service.words()
    finally:
        service.close()
