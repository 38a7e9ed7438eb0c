"""`smsbox clock`."""

import json

from smsbox.services import clock
from smsbox.store import facts
from smsbox.store.db import Database
from tests.fakes.command import Smsbox
from tests.fakes.shop import Shop


def test_rule_6_3_the_clock_is_confirmed_at_the_keyboard(smsbox: Smsbox, db: Database) -> None:
    shop = Shop(db.folder)
    shop.start_daemon()
    with db.write() as tx:
        facts.put(tx, facts.CLOCK_UNCONFIRMED, "")
    assert "smsbox clock --right" in smsbox("clock").output
    assert json.loads(smsbox("clock", "--json").output)["doubt"] == "Nobody has told the box what time it is"
    assert "Nobody" not in smsbox("clock", "--right").output
    assert clock.vouch(db.connection()) is not None
    shop.close()
