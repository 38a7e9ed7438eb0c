"""What a SIM has used, exactly."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smsbox.rules.budget import Budget, Known, Used
from smsbox.store import migrations, usage
from smsbox.store.db import Database
from smsbox.store.usage import Account
from tests.fakes.rows import ANNA, LEO, MAYA, add_sim, everything

DAY = date(2027, 11, 23)
TOMORROW = DAY + timedelta(days=1)
LIMITED = Budget(monthly_recipients=100, reset_day=24)


def test_parts_and_recipients_are_counted_by_sim_day_and_month(db: Database) -> None:
    one, two = add_sim(db, "1"), add_sim(db, "2")
    with db.write() as tx:
        for number in (ANNA, ANNA, LEO):
            usage.use(tx, one, DAY, number)
        usage.use(tx, one, TOMORROW, ANNA)
        usage.use(tx, two, DAY, ANNA)
        month = Budget(monthly_recipients=100)
        assert usage.used(tx, one, DAY, month) == Used(3, 3, 2, 2)
        assert usage.used(tx, one, TOMORROW, month) == Used(1, 4, 1, 2)
        assert usage.used(tx, one, TOMORROW, LIMITED) == Used(1, 1, 1, 1)
        assert usage.used(tx, two, DAY, month) == Used(1, 1, 1, 1)
        assert usage.known(tx, one, LEO, TOMORROW, month) == Known(today=False, this_month=True)
        assert usage.known(tx, one, LEO, TOMORROW, LIMITED) == Known()
        assert usage.known(tx, one, ANNA, TOMORROW, LIMITED) == Known(today=True, this_month=True)


def test_what_is_given_back_was_counted_and_is_never_below_nothing(db: Database) -> None:
    sim = add_sim(db)
    with db.write() as tx:
        usage.give_back(tx, sim, ANNA)
        usage.use(tx, sim, DAY, ANNA)
        usage.use(tx, sim, DAY, LEO)
        for _ in range(3):
            usage.give_back(tx, sim, ANNA)
        usage.give_back(tx, sim, MAYA)
        assert usage.used(tx, sim, DAY, LIMITED) == Used(1, 1, 1, 1)
        assert usage.known(tx, sim, ANNA, DAY, LIMITED) == Known()


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.sampled_from((ANNA, LEO, MAYA)), st.integers(0, 2)), max_size=40))
def test_the_counts_are_those_of_a_plain_list(db: Database, acts: list[tuple[bool, str, int]]) -> None:
    counted: Counter[tuple[date, str]] = Counter()
    with db.write() as tx:
        for table in ("sim_usage", "sim_recipients"):
            tx.execute(f"DELETE FROM {table}")
        sim = usage_sim(db)
        for using, number, ahead in acts:
            day = usage.counting_day(tx, sim, DAY + timedelta(days=ahead))
            if using:
                usage.use(tx, sim, day, number)
                counted[day, number] += 1
            else:
                usage.give_back(tx, sim, number)
                newest = usage.counting_day(tx, sim, DAY)
                counted[newest, number] = max(counted[newest, number] - 1, 0)
        last = DAY + timedelta(days=2)
        left = +counted
        assert usage.used(tx, sim, last, Budget(monthly_recipients=9)) == Used(
            parts_today=sum(count for (day, _), count in left.items() if day == last),
            parts_month=left.total(),
            recipients_today=sum(day == last for day, _ in left),
            recipients_month=len({number for _, number in left}),
        )


def usage_sim(db: Database) -> int:
    row = db.connection().execute("SELECT id FROM sims").fetchone()
    if row is None:
        db.connection().execute("INSERT INTO sims (iccid, first_seen_at) VALUES ('1', 0)")
        return usage_sim(db)
    return int(row["id"])


def test_the_day_that_counts_never_goes_back(db: Database) -> None:
    sim = add_sim(db)
    with db.write() as tx:
        assert usage.counting_day(tx, sim, DAY) == DAY
        usage.use(tx, sim, DAY, ANNA)
        assert usage.counting_day(tx, sim, DAY - timedelta(days=400)) == DAY
        assert usage.counting_day(tx, sim, TOMORROW) == TOMORROW
        assert usage.accounts(tx, DAY - timedelta(days=400), Budget())[sim].day == DAY
        assert usage.accounts(tx, TOMORROW, Budget())[sim].day == TOMORROW


def test_whom_a_sim_has_texted_is_forgotten_after_two_months(db: Database) -> None:
    sim = add_sim(db)
    with db.write() as tx:
        usage.use(tx, sim, DAY, ANNA)
        usage.use(tx, sim, DAY + usage.KEPT, LEO)
        assert len(everything(db)["sim_recipients"]) == 2
        usage.use(tx, sim, DAY + usage.KEPT + timedelta(days=1), LEO)
    assert {number for _, _, number, _ in everything(db)["sim_recipients"]} == {LEO}


def test_a_sims_own_limits_go_before_the_shops(db: Database) -> None:
    sim, shops = add_sim(db), Budget(daily_parts=7, reset_day=3)
    with db.write() as tx:
        assert usage.budget(tx, sim, shops) == shops
        assert usage.accounts(tx, DAY, shops)[sim].budget == shops
        usage.set_budget(tx, sim, {"daily_parts": 0, "monthly_parts": 5})
        assert usage.budget(tx, sim, shops) == Budget(monthly_parts=5, reset_day=3)
        usage.set_budget(tx, sim, {"daily_parts": None})
        assert usage.budget(tx, sim, shops) == Budget(daily_parts=7, monthly_parts=5, reset_day=3)
        assert usage.accounts(tx, DAY, shops)[sim].budget == usage.budget(tx, sim, shops)


@pytest.mark.parametrize("shops", [Budget(reset_day=24), Budget(monthly_recipients=9), LIMITED])
def test_the_accounts_of_all_sims_say_what_each_ones_does(db: Database, shops: Budget) -> None:
    one, two, idle = (add_sim(db, iccid) for iccid in ("1", "2", "3"))
    with db.write() as tx:
        for sim, day, number in ((one, DAY, ANNA), (one, DAY, LEO), (one, TOMORROW, LEO), (two, DAY, ANNA)):
            usage.use(tx, sim, day, number)
        usage.set_budget(tx, two, {"reset_day": 3, "monthly_recipients": 5})
        for today in (DAY - timedelta(days=3), DAY, TOMORROW, DAY + timedelta(days=31), DAY + timedelta(days=70)):
            accounts = usage.accounts(tx, today, shops)
            for sim in (one, two, idle):
                day, budget = usage.counting_day(tx, sim, today), usage.budget(tx, sim, shops)
                assert accounts[sim] == Account(day, budget, usage.used(tx, sim, day, budget))


def test_what_was_counted_before_there_were_recipients_still_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = migrations.scripts()
    monkeypatch.setattr(migrations, "scripts", lambda: scripts[:1])
    old = Database(tmp_path)
    with old.write() as tx:
        tx.execute("INSERT INTO sims (iccid, first_seen_at) VALUES ('89441', 0)")
        tx.execute("INSERT INTO sim_usage (sim_id, day, parts) VALUES (1, ?, 7)", (DAY.isoformat(),))
    old.close()
    monkeypatch.undo()
    db = Database(tmp_path)
    with db.write() as tx:
        usage.use(tx, 1, DAY, ANNA)
        assert usage.used(tx, 1, DAY, LIMITED) == Used(8, 8, 1, 1)
    db.close()
