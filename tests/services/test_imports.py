"""Importing customers with their proof of consent: all of a file or none of it (compliance.md 2.7)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from smsbox.errors import BadInput
from smsbox.services import consent, contacts, erasure, import_file, imports, lists, settings, wordings
from smsbox.services.activity import Actor, By
from smsbox.services.imports import Outcome, Plan
from smsbox.store import imports as table
from smsbox.store import ledger
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerEvent, ListState
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import everything

NOW = TUESDAY_NOON
ANNA, LEO, MAYA = "+447700900101", "+447700900102", "+447700900103"
WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."
DAY = date(2026, 3, 1)


@pytest.fixture
def shop(db: Database) -> Database:
    settings.set_value(db, "shop.name", "Corner Shop")
    settings.set_value(db, "shop.region", "GB")
    lists.create(db, "Offers", now=NOW)
    return db


def plan(folder: Path, content: str | bytes, **changes: object) -> Plan:
    path = folder / "customers.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    given = {"list": "Offers", "path": path, "source": "form at the till", "wording": WORDING, "day": DAY}
    return Plan(**{**given, **changes})  # type: ignore[arg-type]


def run(db: Database, wanted: Plan) -> Outcome:
    return imports.run(db, wanted, by=By(Actor.COMMAND, "", NOW), pause=lambda _seconds: None)


def state(db: Database, number: str) -> ListState | None:
    return contacts.get(db, number).lists.get("Offers")


def test_rule_2_7_a_file_does_not_answer_for_whoever_was_asked_to_reply_yes(shop: Database, tmp_path: Path) -> None:
    """They may have left the list before they were asked anew."""
    by = By(Actor.COMMAND, "", NOW)
    wordings.put(shop, "Offers", WORDING, kinds="offers", per_month=4, by=by)
    with shop.write() as tx:
        assert consent.ask(tx, ANNA, "Offers", source="tablet", channel="tablet", now=NOW)
    run(shop, plan(tmp_path, "Phone,Name\n07700 900101,Anna Smith\n"))
    assert state(shop, ANNA) == ListState.PENDING


def test_rule_2_7_an_imported_customer_has_the_proof_in_the_ledger(shop: Database, tmp_path: Path) -> None:
    outcome = run(shop, plan(tmp_path, "Phone,Name,Town\n07700 900101,Anna Smith,Leeds\n"))
    assert (outcome.new, outcome.left_out) == (1, 0)
    anna = contacts.get(shop, ANNA)
    assert (anna.name, anna.fields, anna.lists) == ("Anna Smith", {"Town": "Leeds"}, {"Offers": ListState.SUBSCRIBED})
    (row,) = consent.history(shop, ANNA)
    assert (row.event, row.channel, row.source) == (LedgerEvent.IMPORT, "import", "form at the till")
    assert (row.wording, row.per_month, row.occurred_at.date()) == (WORDING, 4, DAY)
    assert "customers.csv, line 2, SHA-256 " in (row.evidence or "")
    assert ledger.permission(shop.connection(), ANNA) == row.id
    assert contacts.search(shop, "smith").items == (anna,)
    assert ledger.first_broken_row(shop.connection()) is None


@pytest.mark.parametrize(
    "content",
    [
        "Handy;Name\n07700 900101;Zoë\n".encode("cp1252"),
        "\ufeffTéléphone\tNom\r\n+44 7700 900101\tZoë\r\n".encode(),
        'name,móvil\n"Zoë","(07700) 900-101"\n'.encode(),
    ],
)
def test_tables_come_in_many_forms(shop: Database, tmp_path: Path, content: bytes) -> None:
    assert run(shop, plan(tmp_path, content)).new == 1
    assert contacts.get(shop, ANNA).name == "Zoë"


def test_each_row_left_out_is_told_with_its_line_and_reason(shop: Database, tmp_path: Path) -> None:
    rows = [
        "number,note",
        '07700900101,"two\nlines"',
        "4.477E+11,",
        "020 7946 0123,",
        "0909 8790000,",
        "+44770090010 1,",
    ]
    refused = run(shop, plan(tmp_path, "\n".join(rows))).refused
    assert [row.line for row in refused] == [4, 5, 6, 7]
    wanted = ("spreadsheet", "landline", "premium", "line 2 already")
    assert all(word in row.reason for word, row in zip(wanted, refused, strict=True))


def test_rule_2_7_a_row_that_is_wider_than_the_first_line_is_left_out(shop: Database, tmp_path: Path) -> None:
    outcome = run(shop, plan(tmp_path, f"number,name,consent,\n{ANNA},Cy, Jr,no\n{LEO},Leo,yes,,\n"))
    assert [row.line for row in outcome.refused] == [2]
    assert "more cells" in outcome.refused[0].reason
    assert state(shop, LEO) is ListState.SUBSCRIBED
    assert contacts.totals(shop).contacts == 1


@pytest.mark.parametrize(
    "rows",
    [
        f'number,name\n{LEO},Leo\n{ANNA},"Al\n{MAYA},Maya\n',
        f'number,name\n{LEO},Leo\n{ANNA},"Al\n{MAYA},"Maya"\n',
        f'number,name\n{LEO},Leo\n{ANNA},"Al\n{MAYA},Maya"\n',
        f'number,note\n{LEO},\n{ANNA},"Al\n{MAYA},Maya\n',
        f'number,note\n{LEO},\n{ANNA},"Al\n{MAYA},"Maya\n',
        f'number,name\n{LEO},Leo\n"{ANNA},Al\n' + f"{MAYA},Maya\n" * 9000,
    ],
)
def test_rule_2_7_a_quotation_mark_that_swallows_rows_is_told_with_its_line(
    shop: Database, tmp_path: Path, rows: str
) -> None:
    wanted = plan(tmp_path, rows)
    for asked in (lambda: imports.preview(shop, wanted, now=NOW), lambda: run(shop, wanted)):
        with pytest.raises(BadInput, match="quotation mark in line 3 is never closed"):
            asked()
    assert contacts.totals(shop).contacts == 0
    assert table.unfinished(shop.connection()) == ()


def test_a_quotation_mark_in_the_first_line_that_is_not_closed_is_told(shop: Database, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="quotation mark in line 1"):
        run(shop, plan(tmp_path, f'number,"name\n{ANNA},Al\n'))


def test_a_quotation_mark_inside_a_cell_stays(shop: Database, tmp_path: Path) -> None:
    run(shop, plan(tmp_path, f'number,name,note\n{ANNA},Al "Bo" Li,5" pipe\n{LEO},Leo,"two\n""lines"""\n'))
    assert (contacts.get(shop, ANNA).name, contacts.get(shop, ANNA).fields["note"]) == ('Al "Bo" Li', '5" pipe')
    assert contacts.get(shop, LEO).fields["note"] == 'two\n"lines"'


def test_rule_2_7_a_row_without_proof_enters_as_none(shop: Database, tmp_path: Path) -> None:
    rows = (
        "number,consent,date,source",
        "07700900101,no,2026-01-02,web",
        "07700900102,yes,,",
        "07700900103,y,02/01/2026,web",
    )
    assert run(shop, plan(tmp_path, "\n".join(rows))).new == 3
    assert [state(shop, number) for number in (ANNA, LEO, MAYA)] == ["none", "none", "subscribed"]
    (row,) = consent.history(shop, MAYA)
    assert (row.source, row.occurred_at.date()) == ("web", date(2026, 1, 2))
    assert consent.history(shop, ANNA)[0].wording is None
    assert shop.connection().execute("SELECT count(*) FROM messages").fetchone()[0] == 0


def proven(db: Database, folder: Path, header: str, row: str) -> bool:
    """Whether a row whose number is Anna's subscribes her."""
    assert run(db, plan(folder, f"number,{header}\n{ANNA},{row}\n")).new == 1
    return state(db, ANNA) is ListState.SUBSCRIBED


@pytest.mark.parametrize(
    "cell",
    [
        "unsubscribed",
        "opted out",
        "No.",
        "STOP",
        "N/A",
        "nie",
        "off",
        "declined",
        "pending",
        "?",
        "–",
        "yes?",
        "2",
        "",
        "0",
        "never",
        "opt-out",
        "not yet",
        "Y/N",
        "inactive",
        "2026-01-02 revoked",
        "2026-13-02",
        "2999-01-01",
    ],
)
def test_rule_2_7_what_is_no_clear_yes_is_no_proof(shop: Database, tmp_path: Path, cell: str) -> None:
    assert not proven(shop, tmp_path, "consent", cell)


@pytest.mark.parametrize(
    "cell",
    [
        "yes",
        "YES!",
        "y",
        "True",
        "1",
        "x",
        "[X]",
        "ok",
        "✓",
        "subscribed",
        "Opted in",
        "opt-in",
        "active",
        "ja",
        "Oui",
        "sí",
        "si",
        "Sim",
        "tak",
        "EVET",
        "2026-01-02",
        "02/01/2026 10:30",
        "2026-01-02 10:00:00 UTC",
        "20260102",
    ],
)
def test_rule_2_7_a_clear_yes_is_a_proof_in_each_language(shop: Database, tmp_path: Path, cell: str) -> None:
    assert proven(shop, tmp_path, "consent", cell)


def test_rule_2_7_a_date_as_the_yes_says_when_it_was_given(shop: Database, tmp_path: Path) -> None:
    assert proven(shop, tmp_path, "SMS consent", "2026-01-02")
    assert consent.history(shop, ANNA)[0].occurred_at.date() == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Accepts SMS Marketing", "no"),
        ("Accepts Marketing", "no"),
        ("SMS Consent", "no"),
        ("Text opt-in", "no"),
        ("Unsubscribed", "yes"),
        ("Unsubscribed at", "2026-01-02"),
        ("Opt-out", "yes"),
        ("Opted out", "x"),
        ("STOP", "STOP"),
        ("Do not text", "1"),
        ("Unsubscribed", "?"),
        ("Abgemeldet", "ja"),
        ("Désinscrit", "oui"),
        ("Dado de baja", "sí"),
        ("Permission valid", "no"),
        ("Consent form", "no"),
        ("status", "opted out"),
        ("status", "unsubscribed"),
        ("Status", "inactive"),
        ("consent,Accepts SMS Marketing", "yes,no"),
        ("consent,Opted out", "yes,yes"),
        ("Accepts Email Marketing,Accepts SMS Marketing", "yes,no"),
    ],
)
def test_rule_2_7_every_column_that_says_no_is_heard(shop: Database, tmp_path: Path, header: str, row: str) -> None:
    assert not proven(shop, tmp_path, header, row)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Accepts SMS Marketing", "yes"),
        ("consent,Unsubscribed", "yes,no"),
        ("Opted out", "No."),
        ("Opt-out,STOP", ",-"),
        ("status", "Subscribed"),
        ("Accepts Email Marketing,Accepts SMS Marketing", "no,yes"),
        ("Bus stop,Note,Orthodontist", "Main Street,no sugar,Dr Wu"),
        ("consent,Opt-in method,Subscriber ID,Marketing source", "yes,web form,4711,poster"),
        ("Bloque,Planta baja,Complaints", "4,B,cold pizza"),
        ("Order status,Date of pickup", "ready,2026-01-02"),
    ],
)
def test_rule_2_7_columns_that_speak_for_a_yes_leave_it_one(
    shop: Database, tmp_path: Path, header: str, row: str
) -> None:
    assert proven(shop, tmp_path, header, row)


def test_rule_2_7_a_status_is_kept_with_the_person(shop: Database, tmp_path: Path) -> None:
    assert not proven(shop, tmp_path, "status", "VIP")
    assert contacts.get(shop, ANNA).fields == {"status": "VIP"}


@pytest.mark.parametrize("of_one_list", [True, False])
def test_rule_2_7_an_import_never_changes_an_opt_out(shop: Database, tmp_path: Path, of_one_list: bool) -> None:
    wanted = plan(tmp_path, "number,name\n07700900101,Anna\n")
    run(shop, wanted)
    named = "Offers" if of_one_list else None
    consent.record(shop, ANNA, list_name=named, action="opt_out", source="till", actor="Rosa", now=NOW)
    before = (consent.history(shop, ANNA), ledger.suppression(shop.connection(), ANNA))
    outcome = run(shop, wanted)
    assert (outcome.stays_opted_out, outcome.updated, state(shop, ANNA)) == (1, 0, ListState.OPTED_OUT)
    assert (consent.history(shop, ANNA), ledger.suppression(shop.connection(), ANNA)) == before


def told(db: Database, name: str | None, action: str, *, now: datetime = NOW) -> None:
    """What Anna says about a list, or all of them, as staff write it down."""
    consent.record(db, ANNA, list_name=name, action=action, source="till", wording=WORDING, actor="Rosa", now=now)


def offered(db: Database, folder: Path, **changes: object) -> Outcome:
    """The outcome of a file that holds Anna's yes; the check before says the same."""
    wanted = plan(folder, f"number\n{ANNA}\n", **changes)
    before = imports.preview(db, wanted, now=NOW)
    after = run(db, wanted)
    assert before == after
    return after


def test_rule_2_7_a_yes_from_before_an_opt_out_subscribes_to_no_list(shop: Database, tmp_path: Path) -> None:
    lists.create(shop, "News", now=NOW)
    by = By(Actor.COMMAND, "", NOW)
    said = wordings.put(shop, "News", WORDING, kinds="offers", per_month=4, by=by)
    left = datetime(2026, 3, 10, 12, tzinfo=UTC)
    with shop.write() as tx:
        consent.opt_out(tx, ANNA, consent.Act(consent.BY_TEXT, left), now=left)
        assert consent.join(tx, ANNA, said, consent.Act(consent.BY_TEXT, left), now=left)
    for day in (date(2026, 3, 1), date(2026, 3, 10)):
        assert offered(shop, tmp_path, day=day).stays_opted_out == 1
        assert contacts.get(shop, ANNA).lists == {"News": ListState.SUBSCRIBED}
    assert offered(shop, tmp_path, day=date(2026, 3, 11)).updated == 1
    assert state(shop, ANNA) is ListState.SUBSCRIBED


@pytest.mark.parametrize("of_one_list", [True, False])
def test_rule_2_7_who_left_a_list_has_left_the_next_one_of_its_name(
    shop: Database, tmp_path: Path, of_one_list: bool
) -> None:
    old = datetime(2026, 2, 1, tzinfo=UTC)
    told(shop, "Offers", "opt_in", now=old)
    told(shop, "Offers" if of_one_list else None, "opt_out", now=old)
    lists.delete(shop, "Offers", now=NOW)
    lists.create(shop, "OFFERS", now=NOW)
    if not of_one_list:
        with shop.write() as tx:
            ledger.lift(tx, ANNA)
    assert offered(shop, tmp_path, list="offers").stays_opted_out == 1
    assert ledger.permission(shop.connection(), ANNA) is None
    told(shop, "OFFERS", "opt_in")
    assert offered(shop, tmp_path, list="offers").already_there == 1


def test_rule_2_7_who_left_another_list_may_agree_to_this_one_later(shop: Database, tmp_path: Path) -> None:
    lists.create(shop, "News", now=NOW)
    told(shop, "News", "opt_out", now=datetime(2026, 2, 1, tzinfo=UTC))
    assert offered(shop, tmp_path).new == 1
    assert state(shop, ANNA) is ListState.SUBSCRIBED


def test_rule_2_10_an_erased_person_stays_out_of_imports_though_somebody_adds_them_anew(
    shop: Database, tmp_path: Path
) -> None:
    by = By(Actor.COMMAND, "", NOW)
    run(shop, plan(tmp_path, f"number,name\n{ANNA},Anna\n"))
    erasure.erase(shop, ANNA, by=by)
    contacts.put(shop, ANNA, name="Anna", by=by, now=NOW)
    assert offered(shop, tmp_path, day=NOW.date()).stays_opted_out == 1
    assert state(shop, ANNA) is None
    assert ledger.permission(shop.connection(), ANNA) is None


def test_a_second_import_of_the_same_file_changes_nothing(shop: Database, tmp_path: Path) -> None:
    wanted = plan(tmp_path, "number,name\n07700900101,Anna\n")
    run(shop, wanted)
    before = (contacts.get(shop, ANNA), consent.history(shop, ANNA))
    assert run(shop, wanted).already_there == 1
    assert (contacts.get(shop, ANNA), consent.history(shop, ANNA)) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"collected_by": "someone else"}, "collected_by"),
        ({"source": " "}, "source"),
        ({"wording": "Offers from us"}, "wording"),
        ({"wording": "in use"}, "wording"),
        ({"day": NOW.date() + timedelta(days=1)}, "date"),
        ({"list": "Ofers"}, "list"),
    ],
)
def test_rule_2_7_an_import_without_its_proof_is_refused(
    shop: Database, tmp_path: Path, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        run(shop, plan(tmp_path, "number\n07700900101\n", **changes))
    assert refused.value.field == field
    assert contacts.totals(shop).contacts == 0


@pytest.mark.parametrize("source", ["summer raffle", "missed calls", "receipts", "appointments of May"])
def test_rule_2_8_a_file_of_numbers_that_nobody_gave_for_offers_is_refused(
    shop: Database, tmp_path: Path, source: str
) -> None:
    before = everything(shop)
    with pytest.raises(BadInput, match="is no yes to offers") as refusal:
        run(shop, plan(tmp_path, f"number\n{ANNA}\n", source=source))
    assert refusal.value.field == "source"
    assert everything(shop) == before


@pytest.mark.parametrize("source", ["someone else", "scraped", "phone book", "bought list", "broker"])
def test_rule_2_8_a_source_that_is_somebody_elses_is_refused(shop: Database, tmp_path: Path, source: str) -> None:
    with pytest.raises(BadInput, match="someone else stay out") as refusal:
        run(shop, plan(tmp_path, f"number\n{ANNA}\n", source=source))
    assert refusal.value.field == "source"
    outcome = run(shop, plan(tmp_path, f"number,source\n{ANNA},{source}\n"))
    assert (outcome.new, outcome.left_out) == (0, 1)


def test_rule_2_8_a_row_whose_number_was_not_given_for_offers_is_left_out_with_the_reason(
    shop: Database, tmp_path: Path
) -> None:
    outcome = run(shop, plan(tmp_path, f"number,source\n{ANNA},raffle\n{LEO},form\n"))
    assert (outcome.new, outcome.left_out) == (1, 1)
    assert outcome.refused[0].line == 2
    assert "contest is no yes" in outcome.refused[0].reason
    assert state(shop, LEO) is ListState.SUBSCRIBED
    assert contacts.totals(shop).contacts == 1


@pytest.mark.parametrize(
    ("kinds", "per_month"),
    [
        ("offers (10% off now!), up to 2 texts a month", 2),
        ("24 offers, up to 4 a month", 4),
        ("offers, 12 a month", 12),
    ],
)
def test_rule_7_1_an_import_promises_the_smallest_figure_of_its_wording(
    shop: Database, tmp_path: Path, kinds: str, per_month: int
) -> None:
    words = f"Yes, Corner Shop may text me {kinds}. Reply STOP to opt out, HELP for help."
    run(shop, plan(tmp_path, f"number\n{ANNA}\n", wording=words))
    assert consent.history(shop, ANNA)[0].per_month == per_month


def test_a_dry_run_counts_and_changes_nothing(shop: Database, tmp_path: Path) -> None:
    before = list(shop.connection().iterdump())
    outcome = imports.preview(shop, plan(tmp_path, "number\n07700900101\nnobody\n"), now=NOW)
    assert (outcome.new, outcome.left_out) == (1, 1)
    assert list(shop.connection().iterdump()) == before


def test_what_is_stopped_while_it_is_read_changes_nothing(shop: Database, tmp_path: Path) -> None:
    def stop(_step: str, _rows: int) -> None:
        raise KeyboardInterrupt

    wanted = plan(tmp_path, "number\n07700900101\n")
    with pytest.raises(KeyboardInterrupt):
        imports.run(shop, wanted, by=By(Actor.COMMAND, "", NOW), progress=stop, pause=lambda _seconds: None)
    assert contacts.totals(shop).contacts == 0
    assert table.unfinished(shop.connection()) == ()


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_killed_import_is_all_or_nothing_after_the_next_start(
    shop: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_accepted: bool
) -> None:
    monkeypatch.setattr(imports, "CHUNK_ROWS", 2)
    rows = "number\n" + "\n".join(f"0770090010{last}" for last in range(1, 8))
    read = import_file.examine(plan(tmp_path, rows).path)
    with shop.write() as tx:
        new = table.NewImport("Offers", "till", WORDING, 4, "customers.csv", read.digest, "")
        import_id = table.begin(tx, new, now=NOW)
        found = import_file.rows(read, settings.policy(tx), DAY, now=NOW)
        table.stage(tx, import_id, [row for row in found if isinstance(row, table.Staged)])
    if is_accepted:
        with shop.write() as tx:
            table.accept(tx, import_id, lists.get(shop, "Offers").id)
            table.carry_out(tx, import_id, 2, now=NOW)
        consent.record(shop, "+447700900107", list_name=None, action="opt_out", source="till", actor="Rosa", now=NOW)
    imports.recover(shop, now=NOW, pause=lambda _seconds: None)
    assert contacts.totals(shop).contacts == (7 if is_accepted else 0)
    assert lists.get(shop, "Offers").subscribed == (6 if is_accepted else 0)
    assert shop.connection().execute("SELECT count(*) FROM import_rows").fetchone()[0] == 0
    assert table.unfinished(shop.connection()) == ()


def test_a_stop_gets_in_between_two_steps_of_an_import_and_holds(
    shop: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("MOST_AT_A_STRETCH", 0), ("CHUNK_ROWS", 2)):
        monkeypatch.setattr(imports, name, value)
    numbers = [f"+4477009001{last:02}" for last in range(10, 20)]
    waiting, other, pauses = list(numbers), Database(shop.folder), []

    def stop(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) % 2 == 0:
            consent.record(other, waiting.pop(), list_name=None, action="opt_out", source="till", actor="Rosa", now=NOW)

    wanted = plan(tmp_path, "number\n" + "\n".join(numbers))
    outcome = imports.run(shop, wanted, by=By(Actor.COMMAND, "", NOW), pause=stop)
    other.close()
    assert all(0 <= seconds <= imports.BREATH for seconds in pauses)
    assert len(waiting) == 5
    assert (outcome.new, outcome.stays_opted_out) == (6, 4), "the last one said it right after having been taken over"
    assert lists.get(shop, "Offers").subscribed == 5


def test_an_import_that_is_done_in_less_than_a_stretch_of_work_pauses_for_nobody(
    shop: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_AT_A_STRETCH", 3600)
    pauses: list[float] = []
    imports.run(shop, plan(tmp_path, f"number\n{ANNA}\n"), by=By(Actor.COMMAND, "", NOW), pause=pauses.append)
    assert pauses == []


def test_an_import_of_several_runs_takes_every_row_with_its_line(
    shop: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("RUN_OCTETS", 3 * imports.ROW_OCTETS), ("CHUNK_ROWS", 2)):
        monkeypatch.setattr(imports, name, value)
    numbers = [f"+44770090{last:04}" for last in (9100, 1000, 5000, 3000, 1100, 9000, 2000)]
    assert run(shop, plan(tmp_path, "number\n" + "\n".join(numbers))).new == 7
    for line, number in enumerate(numbers, start=2):
        (row,) = consent.history(shop, number)
        assert f"line {line}, SHA-256" in (row.evidence or "")
    assert ledger.first_broken_row(shop.connection()) is None
