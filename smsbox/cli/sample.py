"""The sample shop that `smsbox demo` shows, and its two virtual modems."""

import shutil
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from smsbox.errors import SmsboxError
from smsbox.services import consent, contacts, keywords, lists, people, settings, wordings
from smsbox.services.activity import Actor, By
from smsbox.services.people import Person
from smsbox.store.db import FILE_NAME, Database

FOLDER = "virtual"
"""The modems' folder in the data folder; a folder that has it was made by the demo."""

OWNER = "Owner"
LIST = "Customers"
PER_MONTH = 4
WORD = "SHOES"
NEWCOMER = "+447700900106"
"""Somebody who is on no list yet."""

SETTINGS = {
    "shop.name": "Corner Shop",
    "shop.region": "GB",
    "shop.timezone": "Europe/London",
    "shop.help": "020 7946 0123",
    "quiet.transactional_start": "00:00",
    "quiet.transactional_end": "00:00",
}
"""A shop that is open all night, so that the demo shows something at any hour."""

CUSTOMERS = {
    "+447700900101": "Anna Smith",
    "+447700900102": "Leo Rossi",
    "+447700900103": "Maya Okafor",
    "+447700900104": "Karin Meyer",
    "+447700900105": "Yusuf Khan",
}
"""Numbers that Ofcom keeps for films and tests."""

MODEMS = {"modem1": 24, "modem2": 12}
"""Name → signal (the +CSQ figure) of each."""


def fill(db: Database, *, now: datetime) -> Person:
    """The sample shop's owner; the shop is made if the folder holds none."""
    for person in people.all_people(db):
        return person
    for key, value in SETTINGS.items():
        settings.set_value(db, key, value)
    lists.create(db, LIST, now=now)
    by = By(Actor.COMMAND, "", now)
    policy = settings.policy(db.connection())
    kinds = wordings.proposal_kinds(policy)
    words = wordings.proposal(policy, kinds=kinds, per_month=PER_MONTH)
    wordings.put(db, LIST, words, kinds=kinds, per_month=PER_MONTH, by=by)
    keywords.create(db, WORD, list_name=LIST, answer="Show this text for a free shoe shine.", by=by)
    for number, name in CUSTOMERS.items():
        contacts.put(db, number, name=name, now=now)
        consent.record(
            db,
            number,
            list_name=LIST,
            action="opt_in",
            source="sign-up sheet at the till",
            wording=words,
            actor=OWNER,
            now=now,
        )
    return people.add_person(db, OWNER, "owner", None, now=now)


def check_folder(data: Path) -> None:
    """Raises SmsboxError for the folder of a real shop: its texts would go nowhere, and be marked as sent."""
    if (data / FILE_NAME).exists() and not (data / FOLDER).exists():
        raise SmsboxError(f"{data} holds a real shop. Choose another folder with --data, or leave --data out.")


def ports(data: Path) -> list[Path]:
    """Where the modems' ports are."""
    return [data / FOLDER / name for name in MODEMS]


def start_modems(stack: ExitStack, data: Path, latency: float) -> None:
    """Starts the modems, to be stopped by `stack`."""
    from smsbox.modem.virtual.modem import VirtualModem

    folder = data / FOLDER
    folder.mkdir(exist_ok=True)
    for name, signal in MODEMS.items():
        modem = VirtualModem(
            folder / name,
            control=folder / f"{name}.sock",
            log=folder / f"{name}.jsonl",
            switches={"latency": latency, "signal": signal},
        )
        modem.start()
        stack.callback(modem.stop)


def welcome(db: Database, owner: Person, url: str, data: Path, *, now: datetime) -> str:
    """What `smsbox demo` says once it runs."""
    link = people.make_sign_in_link(db, owner.id, now=now)
    customer = next(iter(CUSTOMERS))
    smsbox = "smsbox" if shutil.which("smsbox") else sys.argv[0]
    return f"""
Corner Shop, a sample, is open. Nothing it sends leaves this machine.

  The page         {url}
  Sign in (once)   {url}/sign-in/{link}

  Be a customer    {smsbox} phone --data {data} {customer} "Is it open on Sunday?"
  Join a list      {smsbox} phone --data {data} {NEWCOMER} {WORD}
  Opt out          {smsbox} phone --data {data} {customer} STOP
  What they got    {smsbox} phone --data {data} {customer} --show

Ctrl-C ends it.
"""
