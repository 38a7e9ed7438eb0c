"""Campaigns, as rows: the text and its lists, where it stands, and how many of its messages are in each state."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.campaign import CAMPAIGN_MOVES, STOPPED, Brake, CampaignState, Tally
from smsbox.rules.lifecycle import State
from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.times import from_db, to_db

Value = datetime | str | int | None
"""What a campaign's row holds."""


@dataclass(frozen=True)
class Campaign:
    """One text to the people on `lists`; `counts` are of its messages, for the states that have any.

    A draft has only lists that are there, another one those that it was for, whatever became of them. `prepared` says
    that everybody on the lists has a message; `stopped_by` who paused or cancelled it.
    """

    id: int
    name: str
    text: str
    lists: tuple[str, ...]
    list_ids: tuple[int, ...]
    """Those of its lists that are not deleted."""
    state: CampaignState
    starts_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    stopped_by: str | None
    prepared: bool
    author: str
    created_at: datetime
    updated_at: datetime
    counts: dict[State, int]
    brake: Brake | None
    """Why it has stopped itself; None if it has not, or goes on again."""
    opt_outs: int
    """People who opted out after its text."""
    answers: int
    """People who wrote something else after its text."""
    looked: Tally
    """What had become of its texts when somebody let it go on after the brake."""
    first_step: int | None
    """How many people get it before somebody has to look."""

    @property
    def tally(self) -> Tally:
        """What has become of its texts so far."""
        sent = sum(self.counts.get(state, 0) for state in (State.SENT, State.DELIVERED, State.UNKNOWN))
        return Tally(sent, self.counts.get(State.FAILED, 0), self.opt_outs)

    @property
    def total(self) -> int:
        """How many messages it has so far."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Recipient:
    """Somebody on a campaign's lists, and the ledger row that permits the text."""

    number: str
    name: str
    fields: dict[str, str]
    permission_id: int


def add(tx: sqlite3.Connection, name: str, text: str, list_ids: tuple[int, ...], author: str, *, now: datetime) -> int:
    """Adds a draft; returns its id."""
    moment = to_db(now)
    cursor = tx.execute(
        "INSERT INTO campaigns (name, text, state, author, created_at, updated_at) VALUES (?, ?, 'draft', ?, ?, ?)",
        (name, text, author, moment, moment),
    )
    assert cursor.lastrowid is not None
    _set_lists(tx, cursor.lastrowid, list_ids)
    return cursor.lastrowid


def change(
    tx: sqlite3.Connection, campaign_id: int, name: str, text: str, list_ids: tuple[int, ...], *, now: datetime
) -> None:
    """Gives a draft another name, text and lists."""
    tx.execute(
        "UPDATE campaigns SET name = ?, text = ?, updated_at = ? WHERE id = ? AND state = 'draft'",
        (name, text, to_db(now), campaign_id),
    )
    _set_lists(tx, campaign_id, list_ids)


def _set_lists(tx: sqlite3.Connection, campaign_id: int, list_ids: tuple[int, ...]) -> None:
    tx.execute("DELETE FROM campaign_lists WHERE campaign_id = ?", (campaign_id,))
    rows = [(campaign_id, list_id) for list_id in dict.fromkeys(list_ids)]
    tx.executemany("INSERT INTO campaign_lists (campaign_id, list_id) VALUES (?, ?)", rows)


def remove(tx: sqlite3.Connection, campaign_id: int) -> bool:
    """Removes a draft; False if there is none of that id."""
    return tx.execute("DELETE FROM campaigns WHERE id = ? AND state = 'draft'", (campaign_id,)).rowcount == 1


_CAMPAIGN = (
    "SELECT campaigns.*,"
    " (SELECT json_group_array(iif(deleted_at IS NULL, lists.name,"
    " substr(lists.name, 1, length(lists.name) - length(' (deleted ' || lists.id || ')'))))"
    " FROM campaign_lists JOIN lists ON lists.id = list_id"
    " WHERE campaign_id = campaigns.id AND (deleted_at IS NULL OR campaigns.state <> 'draft')) AS lists,"
    " (SELECT json_group_array(list_id) FROM campaign_lists JOIN lists ON lists.id = list_id"
    " WHERE campaign_id = campaigns.id AND deleted_at IS NULL) AS list_ids,"
    " (SELECT json_group_object(state, messages) FROM campaign_counts WHERE campaign_id = campaigns.id) AS counts"
    " FROM campaigns"
)


def get(connection: sqlite3.Connection, campaign_id: int) -> Campaign | None:
    """The campaign, or None."""
    row = connection.execute(f"{_CAMPAIGN} WHERE id = ?", (campaign_id,)).fetchone()
    return None if row is None else _campaign(row)


def find(
    connection: sqlite3.Connection, states: tuple[CampaignState, ...], after: str | None, limit: int
) -> Page[Campaign]:
    """Campaigns in one of `states`, newest first."""
    marks = ", ".join("?" * len(states))
    rows = connection.execute(
        f"{_CAMPAIGN} WHERE state IN ({marks}) AND id < ? ORDER BY id DESC LIMIT ?",
        (*states, number_cursor(after, 2**62), check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _campaign, lambda row: row["id"])


def unfinished(connection: sqlite3.Connection) -> tuple[Campaign, ...]:
    """Campaigns that are planned, on their way, paused, or cancelled with messages that still wait; oldest first."""
    rows = connection.execute(
        f"{_CAMPAIGN} INDEXED BY campaigns_open WHERE ended_at IS NULL AND state <> 'draft' ORDER BY id"
    ).fetchall()
    return tuple(_campaign(row) for row in rows)


def using(connection: sqlite3.Connection, list_id: int) -> Campaign | None:
    """The oldest campaign that is planned, on its way or paused and goes to this list; None if there is none."""
    row = connection.execute(
        f"{_CAMPAIGN} INDEXED BY campaigns_open WHERE ended_at IS NULL AND state <> 'draft' AND state <> 'cancelled'"
        " AND EXISTS (SELECT 1 FROM campaign_lists WHERE campaign_id = campaigns.id AND list_id = ?)"
        " ORDER BY id LIMIT 1",
        (list_id,),
    ).fetchone()
    return None if row is None else _campaign(row)


def stopped(connection: sqlite3.Connection) -> dict[int, CampaignState]:
    """Campaigns of which nothing may be claimed, though messages of theirs may wait."""
    rows = connection.execute(
        "SELECT id, state FROM campaigns INDEXED BY campaigns_open WHERE ended_at IS NULL AND state <> 'draft'"
    )
    states = {row["id"]: CampaignState(row["state"]) for row in rows}
    return {campaign_id: state for campaign_id, state in states.items() if state in STOPPED}


def _campaign(row: sqlite3.Row) -> Campaign:
    return Campaign(
        id=row["id"],
        name=row["name"],
        text=row["text"],
        list_ids=tuple(json.loads(row["list_ids"])),
        lists=tuple(sorted(json.loads(row["lists"]), key=str.casefold)),
        state=CampaignState(row["state"]),
        starts_at=from_db(row["starts_at"]),
        started_at=from_db(row["started_at"]),
        ended_at=from_db(row["ended_at"]),
        stopped_by=row["stopped_by"],
        prepared=bool(row["prepared"]),
        author=row["author"],
        created_at=from_db(row["created_at"]),
        updated_at=from_db(row["updated_at"]),
        counts={State(state): count for state, count in json.loads(row["counts"]).items() if count},
        brake=Brake(row["brake"]) if row["brake"] else None,
        opt_outs=row["opt_outs"],
        answers=row["answers"],
        looked=Tally(row["looked_sent"], row["looked_failed"], row["looked_opt_outs"]),
        first_step=row["first_step"],
    )


def list_ids(connection: sqlite3.Connection, campaign_id: int) -> tuple[int, ...]:
    """The ids of the campaign's lists that are there."""
    rows = connection.execute(
        "SELECT list_id FROM campaign_lists JOIN lists ON lists.id = list_id"
        " WHERE campaign_id = ? AND deleted_at IS NULL",
        (campaign_id,),
    )
    return tuple(row["list_id"] for row in rows)


def move(tx: sqlite3.Connection, campaign_id: int, new: CampaignState, *, now: datetime, **values: Value) -> bool:
    """Moves the campaign to `new` if the table of moves allows it, with further columns; False if it does not."""
    old = [str(state) for state, moves in CAMPAIGN_MOVES.items() if new in moves]
    columns = "".join(f", {name} = ?" for name in values)
    stored = [to_db(value) if isinstance(value, datetime) else value for value in values.values()]
    changed = tx.execute(
        f"UPDATE campaigns SET state = ?, updated_at = ?{columns} WHERE id = ? AND state IN"
        f" ({', '.join('?' * len(old))})",
        (new, to_db(now), *stored, campaign_id, *old),
    ).rowcount
    return changed == 1


def replan(tx: sqlite3.Connection, campaign_id: int, starts_at: datetime, *, now: datetime) -> bool:
    """What is planned begins at another time; False if it is not planned any more."""
    changed = tx.execute(
        "UPDATE campaigns SET starts_at = ?, updated_at = ? WHERE id = ? AND state = 'planned'",
        (to_db(starts_at), to_db(now), campaign_id),
    ).rowcount
    return changed == 1


def end(tx: sqlite3.Connection, campaign_id: int, *, now: datetime) -> None:
    """Nothing is left to do for the campaign."""
    tx.execute("UPDATE campaigns SET ended_at = ? WHERE id = ?", (to_db(now), campaign_id))


def prepared_up_to(tx: sqlite3.Connection, campaign_id: int, number: str, *, complete: bool) -> None:
    """Everybody up to `number` has a message; `complete` if that is everybody."""
    tx.execute("UPDATE campaigns SET cursor = ?, prepared = ? WHERE id = ?", (number, complete, campaign_id))


def cursor(connection: sqlite3.Connection, campaign_id: int) -> str:
    """The last number that has a message; empty before the first."""
    row = connection.execute("SELECT cursor FROM campaigns WHERE id = ?", (campaign_id,)).fetchone()
    return str(row["cursor"])


_ON_ONE_LIST = (
    "SELECT * FROM (SELECT number, ledger_id FROM subscriptions INDEXED BY subscriptions_by_list"
    " WHERE list_id = ? AND state = 'subscribed' AND number > ? ORDER BY number LIMIT ?)"
)


def recipients(
    connection: sqlite3.Connection, lists: tuple[int, ...], after: str, limit: int
) -> tuple[tuple[Recipient, ...], str | None]:
    """The next people on any of `lists` after the number `after`, each once, and without those who said STOP.

    Up to `limit` numbers are looked at; the second value is the last of them, None when there are no more.
    """
    if not lists:
        return (), None
    union = " UNION ALL ".join([_ON_ONE_LIST] * len(lists))
    rows = connection.execute(
        "SELECT found.number AS number, max(found.ledger_id) AS ledger_id, coalesce(contacts.name, '') AS name,"
        " coalesce(contacts.fields, '{}') AS fields, suppressions.number AS stopped"
        f" FROM ({union}) AS found LEFT JOIN contacts ON contacts.number = found.number"
        " LEFT JOIN suppressions ON suppressions.number = found.number"
        " GROUP BY found.number ORDER BY found.number LIMIT ?",
        (*(value for list_id in lists for value in (list_id, after, limit)), limit),
    ).fetchall()
    found = tuple(_recipient(row) for row in rows if row["stopped"] is None)
    return found, (rows[-1]["number"] if len(rows) == limit else None)


PREFIX = 5
"""Characters of a number that tell where its owner may be: the + with four digits, an area code in North America."""


_ONE_OF_EACH_PLACE = """
WITH RECURSIVE one (list_id, number) AS (
  SELECT value, (
    SELECT number FROM subscriptions INDEXED BY subscriptions_by_list
    WHERE list_id = value AND state = 'subscribed' ORDER BY number LIMIT 1
  ) FROM json_each(:lists)
  UNION ALL
  SELECT list_id, (
    SELECT number FROM subscriptions INDEXED BY subscriptions_by_list
    WHERE list_id = one.list_id AND state = 'subscribed' AND number > substr(one.number, 1, :prefix) || ':'
    ORDER BY number LIMIT 1
  ) FROM one WHERE number IS NOT NULL
)
SELECT min(number) AS number FROM one WHERE number IS NOT NULL GROUP BY substr(number, 1, :prefix)
"""
"""The colon is the character after 9: the next number is the first of another prefix."""


def one_of_each_place(connection: sqlite3.Connection, lists: tuple[int, ...]) -> tuple[str, ...]:
    """A subscribed number for each PREFIX on the lists; as many looks at the index as there are prefixes."""
    rows = connection.execute(_ONE_OF_EACH_PLACE, {"lists": json.dumps(lists), "prefix": PREFIX})
    return tuple(row["number"] for row in rows)


@dataclass(frozen=True)
class Audience:
    """Who is on some lists: places on them in all, different people, and how many of these said STOP."""

    places: int
    people: int
    stopped: int


def audience(connection: sqlite3.Connection, lists: tuple[int, ...]) -> Audience:
    """Counts who is subscribed to any of `lists`."""
    if not lists:
        return Audience(0, 0, 0)
    on_each = [f"(instr(lists, ?{place}) > 0)" for place in range(1, len(lists) + 1)]
    row = connection.execute(
        f"SELECT coalesce(sum(numbers * ({' + '.join(on_each)})), 0) AS places, coalesce(sum(numbers), 0) AS people,"
        f" coalesce(sum(numbers * stopped), 0) AS stopped FROM reach WHERE {' OR '.join(on_each)}",
        [f",{list_id}," for list_id in lists],
    ).fetchone()
    return Audience(row["places"], row["people"], row["stopped"])


def _recipient(row: sqlite3.Row) -> Recipient:
    return Recipient(row["number"], row["name"], json.loads(row["fields"]), row["ledger_id"])
