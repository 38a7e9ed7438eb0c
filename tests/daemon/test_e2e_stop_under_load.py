"""A STOP while hundreds of texts to its number are queued: it takes effect before the next text."""

import time
from datetime import timedelta
from pathlib import Path

from smsbox.modem.virtual import Control
from smsbox.rules.answers import opted_out
from smsbox.services import messages, settings
from smsbox.services.messages import NewMessage
from smsbox.store.times import to_db
from tests.fakes.air import submits
from tests.fakes.rig import Rig, number, utc_now
from tests.fakes.waiting import pause, until

LEAVING = number(0)
A_SECOND = 5
"""Texts that the other modem sends in a second."""

OTHERS = [number(index) for index in range(1, 31)]


def queue_mixed(rig: Rig) -> None:
    """500 texts to one number, and after every seventeenth one to somebody else."""
    batch = []
    for index in range(500):
        batch.append(NewMessage(LEAVING, f"To the one {index}"))
        if index % 17 == 0:
            batch.append(NewMessage(OTHERS[index // 17], f"To another {index}"))
    messages.queue_many(rig.db, batch, author="test", now=utc_now())


def suppressed_since(rig: Rig) -> int | None:
    found = rig.db.connection().execute("SELECT since FROM suppressions WHERE number = ?", (LEAVING,)).fetchone()
    return None if found is None else int(found["since"])


def test_a_stop_ends_everything_to_its_number_within_a_second_and_nothing_else(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.2) as rig:
        queue_mixed(rig)
        daemon = rig.start()
        until(lambda: len(rig.texts(LEAVING)) >= 3, 20, "texts on air")
        with Control(tmp_path / "modem1.sock") as control:
            injected_at = time.time()
            control.text(LEAVING, "STOP")
        since = until(lambda: suppressed_since(rig), 5, "the suppression")
        seen_at = time.time()
        rig.until_settled(30)
        pause(0.3)
        daemon.ask_to_end()
        assert daemon.wait(10) == 0

        connection = rig.db.connection()
        confirmation = opted_out(settings.policy(connection))
        claimed = connection.execute(
            "SELECT text FROM messages JOIN parts ON parts.message_id = messages.id"
            " WHERE messages.number = ? AND sending_at <= ?",
            (LEAVING, since),
        )
        claimed_before = {row["text"] for row in claimed}
        to_them = [event for event in submits(rig.logs) if event["to"] == LEAVING and event["text"] != confirmation]
        assert sum(event["at"] > injected_at for event in to_them) <= A_SECOND
        assert [event for event in to_them if event["at"] > seen_at and event["text"] not in claimed_before] == []
        assert rig.texts(LEAVING).count(confirmation) == 1
        claimed_later = connection.execute(
            "SELECT count(*) AS n FROM parts WHERE number = ? AND sending_at > ? AND lane > 0", (LEAVING, since)
        ).fetchone()["n"]
        assert claimed_later == 0
        counts = {
            (row["state"], row["reason"]): row["n"]
            for row in connection.execute(
                "SELECT state, reason, count(*) AS n FROM messages WHERE number = ? GROUP BY 1, 2", (LEAVING,)
            )
        }
        gone = len(rig.texts(LEAVING)) - 1
        assert counts.pop(("cancelled", "opted_out")) + counts.pop(("blocked", "opted_out"), 0) == 500 - gone
        assert {state for state, _reason in counts} <= {"sent", "delivered"}
        [entry] = connection.execute("SELECT * FROM consent_ledger WHERE number = ?", (LEAVING,)).fetchall()
        assert (entry["event"], entry["act"], entry["channel"]) == ("opt_out", "STOP", "keyword")
        assert abs(entry["recorded_at"] - to_db(utc_now())) < timedelta(minutes=2) / timedelta(milliseconds=1)
        assert sorted({event["to"] for event in submits(rig.logs)} - {LEAVING}) == sorted(OTHERS)
        assert rig.judge().doubled == ()
        print(f"injection to suppression: {(seen_at - injected_at) * 1000:.0f} ms; on air before: {gone}")
