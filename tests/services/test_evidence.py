"""Files that prove a yes: kept beside the database, named in the ledger, gone with who they are about (rule 2.1)."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from smsbox.errors import BadInput
from smsbox.services import consent, doctor, erasure, evidence, imports, lists, records, settings
from smsbox.services.activity import By
from smsbox.services.imports import Plan
from smsbox.services.records import Progress
from smsbox.store import ledger
from smsbox.store.activity import Actor
from smsbox.store.db import Database
from tests.fakes.rows import ANNA, LEO, NOW

WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."
SCAN = b"a photo of a signed form"
DIGEST = hashlib.sha256(SCAN).hexdigest()
ROSA = By(Actor.PERSON, "Rosa", NOW)


@pytest.fixture
def shop(db: Database) -> Database:
    settings.set_value(db, "shop.name", "Corner Shop")
    settings.set_value(db, "shop.region", "GB")
    lists.create(db, "Offers", now=NOW)
    return db


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "form 17.jpg"
    path.write_bytes(SCAN)
    return path


def agree(db: Database, number: str, proof: Path | None, **more: str) -> ledger.LedgerRow:
    return consent.record(
        db,
        number,
        list_name="Offers",
        action="opt_in",
        source="paper form",
        wording=WORDING,
        proof=proof,
        actor="Rosa",
        now=NOW,
        **more,
    )


def import_file(db: Database, folder: Path, proof: Path) -> None:
    table = folder / "customers.csv"
    table.write_text(f"number,consent\n{ANNA},yes\n{LEO},no\n", encoding="utf-8")
    plan = Plan("Offers", table, "forms at the till", WORDING, NOW.date() - timedelta(days=9), proof=proof)
    imports.run(db, plan, by=ROSA, pause=lambda _seconds: None)


def files(db: Database) -> list[str]:
    folder = db.folder / evidence.FOLDER
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def proofs(db: Database) -> tuple[str, str | None]:
    (found,) = (check for check in doctor.contents(db, now=NOW) if check.name == "Proofs")
    return found.found, found.problem


def test_rule_2_1_a_copy_of_the_proof_is_kept_and_its_digest_stands_in_the_ledger(shop: Database, scan: Path) -> None:
    row = agree(shop, ANNA, scan, evidence="signed at the counter")
    assert row.evidence == f"signed at the counter; form 17.jpg, proof sha256:{DIGEST}"
    scan.unlink()
    copy = shop.folder / evidence.FOLDER / DIGEST
    assert copy.read_bytes() == SCAN
    assert copy.stat().st_mode & 0o077 == 0, "it is nobody else's to read"
    assert proofs(shop) == ("1 files, as they were kept", None)
    assert ledger.first_broken_row(shop.connection()) is None


def test_rule_2_1_a_row_without_a_file_has_none(shop: Database) -> None:
    assert agree(shop, ANNA, None).evidence is None
    assert files(shop) == []


def test_rule_2_1_doctor_notices_a_proof_that_is_gone_or_was_changed(shop: Database, scan: Path) -> None:
    agree(shop, ANNA, scan)
    copy = shop.folder / evidence.FOLDER / DIGEST
    copy.write_bytes(b"another photo")
    assert "not as it was kept" in (proofs(shop)[1] or "")
    copy.unlink()
    found, problem = proofs(shop)
    assert found == "1 of 1 files gone or changed"
    assert "is gone, so it proves nobody's yes" in (problem or "")


def test_rule_2_1_an_import_s_proof_stands_in_each_row_that_it_proves(
    shop: Database, scan: Path, tmp_path: Path
) -> None:
    import_file(shop, tmp_path, scan)
    (proved,), (unproved,) = (ledger.history(shop.connection(), number) for number in (ANNA, LEO))
    assert (proved.evidence or "").endswith(f"form 17.jpg, proof sha256:{DIGEST}")
    assert (proved.evidence or "").startswith("import 1: customers.csv, line 2")
    assert DIGEST not in (unproved.evidence or "")
    assert files(shop) == [DIGEST]


def test_rule_2_10_an_erased_person_s_proof_goes_unless_it_is_somebody_else_s_too(shop: Database, scan: Path) -> None:
    agree(shop, ANNA, scan)
    agree(shop, LEO, scan)
    erasure.erase(shop, ANNA, by=ROSA)
    assert files(shop) == [DIGEST]
    erasure.erase(shop, LEO, by=ROSA)
    assert files(shop) == []
    assert proofs(shop) == ("0 files, as they were kept", None)


def test_rule_11_a_proof_that_became_too_old_goes_with_its_records(shop: Database, scan: Path) -> None:
    agree(shop, ANNA, scan)
    consent.record(shop, ANNA, list_name="Offers", action="opt_out", source="the till", actor="Rosa", now=NOW)
    old = (NOW - timedelta(days=2)).timestamp()
    os.utime(shop.folder / evidence.FOLDER / DIGEST, (old, old))
    assert records.tidy(shop, Progress(), now=NOW) is None
    assert files(shop) == [DIGEST]
    assert records.tidy(shop, Progress(), now=NOW.replace(year=NOW.year + 6)) is None
    assert files(shop) == []


def test_what_nobody_s_yes_rests_on_goes_after_a_day(shop: Database, scan: Path) -> None:
    kept = shop.folder / evidence.FOLDER / evidence.keep(shop, scan)
    now = NOW.timestamp()
    os.utime(kept, (now, now))
    evidence.sweep(shop, now=NOW + timedelta(hours=23))
    assert files(shop) == [DIGEST]
    evidence.sweep(shop, now=NOW + timedelta(hours=25))
    assert files(shop) == []


def test_a_proof_that_is_too_big_is_refused(shop: Database, scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_OCTETS", 3)
    with pytest.raises(BadInput, match="too big") as refusal:
        agree(shop, ANNA, scan)
    assert refusal.value.field == "proof"
    assert consent.history(shop, ANNA) == ()


def test_words_do_not_pass_for_a_file(shop: Database) -> None:
    with pytest.raises(BadInput, match="A file is no words"):
        agree(shop, ANNA, None, evidence=f"proof sha256:{DIGEST}")


def test_the_ledger_is_asked_by_the_file_s_digest_without_a_walk(shop: Database, scan: Path) -> None:
    agree(shop, ANNA, scan)
    plan = shop.connection().execute(
        "EXPLAIN QUERY PLAN SELECT 1 FROM consent_ledger INDEXED BY consent_ledger_proofs"
        " WHERE substr(evidence, -64) = ? AND evidence GLOB '*proof sha256:*'",
        (DIGEST,),
    )
    assert all("SEARCH" in row["detail"] for row in plan)
