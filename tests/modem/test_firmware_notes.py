"""The firmware notes: one per family, and every exchange in them is understood by the AT engine."""

import re
from pathlib import Path

import pytest

from smsbox.at.engine import Engine
from smsbox.at.finals import read_final
from smsbox.at.replies import iccid
from smsbox.modem.profiles.loader import load_all
from smsbox.modem.profiles.profile import Profile
from smsbox.sms.deliver import decode
from tests.fakes.exchange import Exchange, blocks, command_of, follow, query_of, replay

FOLDER = Path(__file__).parent.parent.parent / "firmware_notes"
NOTES = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md") if path.stem != "README"}
RECORDINGS = sorted(FOLDER.glob("recordings/*/*.md"))
HEADINGS = ["Ids and ports", "Peculiarities", "Known bad firmware", "What the profile does", "Exchange", "Sources"]

WHOLE = 10_000
BYTES_AT_A_TIME = [1, 7, WHOLE]

families = pytest.mark.parametrize("profile", load_all(), ids=lambda profile: profile.name)


def exchanges_of(profile: Profile) -> list[Exchange]:
    return [exchange for _, exchanges in blocks(NOTES[profile.name]) for exchange in exchanges]


def test_every_family_has_a_note_and_every_note_a_family() -> None:
    assert set(NOTES) == {profile.name for profile in load_all()}


def test_the_table_of_notes_names_each_of_them_once() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\]\((\w+)\.md\)", index)) == sorted(NOTES)


@families
def test_a_note_has_all_its_parts_and_none_is_empty(profile: Profile) -> None:
    parts = re.split(r"^## (.+)$", NOTES[profile.name], flags=re.MULTILINE)
    assert parts[1::2] == HEADINGS
    assert all(part.strip() for part in parts)


@families
def test_a_note_names_the_ids_of_its_family(profile: Profile) -> None:
    note = NOTES[profile.name]
    spoken = [usb for remedy in profile.network_only + profile.unswitched for usb in remedy.usb]
    ids = [f"{vendor:04x}:{product:04x}" for vendor, product in spoken]
    ids += [f"{m.vendor:04x}" + ("" if m.product is None else f":{m.product:04x}") for m in profile.match.usb]
    assert [number for number in ids if f"`{number}`" not in note] == []


@families
def test_an_exchange_says_where_it_comes_from_and_never_claims_more(profile: Profile) -> None:
    for sentence, _ in blocks(NOTES[profile.name]):
        assert re.fullmatch(r"From the (manual|virtual modem), not recorded on hardware:", sentence)


@families
@pytest.mark.parametrize("chunk", BYTES_AT_A_TIME)
def test_every_answer_and_every_unasked_line_comes_out_as_what_it_is(profile: Profile, chunk: int) -> None:
    engine = Engine()
    exchanges = exchanges_of(profile)
    assert sum(exchange.command is not None for exchange in exchanges) >= 5
    for exchange in exchanges:
        played = replay(engine, exchange, command_of(exchange, profile), chunk)
        assert played.unasked == exchange.unasked
        assert played.others == []
        if exchange.command is None:
            assert played.reply is None
        else:
            assert played.reply is not None
            assert [*played.reply.lines, played.reply.result.text] == exchange.answer
    assert (engine.busy, engine.rubbish_bytes, engine.dropped_lines) == (False, 0, 0)


@families
def test_a_text_goes_out_in_every_note(profile: Profile) -> None:
    sent = [exchange for exchange in exchanges_of(profile) if exchange.body is not None]
    assert sent
    for exchange in sent:
        length = int(str(exchange.command).removeprefix("AT+CMGS="))
        assert len(str(exchange.body)) == 2 * (length + 1)
        assert exchange.answer[-1] == "OK"


@families
def test_every_text_and_report_that_comes_in_can_be_read(profile: Profile) -> None:
    lines = [line for exchange in exchanges_of(profile) for line in exchange.heard]
    pdus = [line for line in lines if re.fullmatch(r"00(?:[0-9A-F]{2}){15,}", line)]
    assert pdus
    for pdu in pdus:
        assert decode(pdu)


@families
def test_the_familys_own_questions_are_asked_and_their_values_read(profile: Profile) -> None:
    asked = [(exchange, query) for exchange in exchanges_of(profile) if (query := query_of(exchange, profile))]
    values = {query: query.value(exchange.answer) for exchange, query in asked if exchange.answer[-1] == "OK"}
    numbers = {iccid(value) for query, value in values.items() if value and query in profile.sim.iccid}
    assert numbers == {"8944993606696565765"}
    tries = {value for query, value in values.items() if query in profile.sim.pin_counter}
    assert tries <= {"3"}


@families
def test_the_exchange_follows_the_familys_own_profile(profile: Profile) -> None:
    said = [str(exchange.command) for exchange in exchanges_of(profile)]
    modes = [command.removeprefix("AT+CNMI=") for command in said if command.startswith("AT+CNMI=")]
    assert modes == list(profile.messages.cnmi[: len(modes)])
    assert modes
    assert set(profile.start) & set(said) or not profile.start


@families
def test_each_answer_ends_in_a_final_result(profile: Profile) -> None:
    for exchange in exchanges_of(profile):
        finals = [line for line in exchange.answer if read_final(line)]
        assert finals == (exchange.answer[-1:] if exchange.command else [])


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("chunk", BYTES_AT_A_TIME)
def test_a_recording_replays_as_it_was_written_down(recording: Path, chunk: int) -> None:
    family = next(profile for profile in load_all() if profile.name == recording.parent.name)
    found = blocks(recording.read_text(encoding="utf-8"))
    assert found
    for sentence, exchanges in found:
        assert sentence.endswith(":")
        follow(exchanges, family, chunk)


def test_a_recording_in_which_a_line_was_taken_for_the_wrong_thing_is_found_out() -> None:
    text = RECORDINGS[0].read_text(encoding="utf-8")
    family = next(profile for profile in load_all() if profile.name == RECORDINGS[0].parent.name)
    [(_, exchanges)] = blocks(text.replace("* +CMTI", "< +CMTI", 1))
    with pytest.raises(AssertionError):
        follow(exchanges, family, WHOLE)


@pytest.mark.parametrize("line", ["AT", "<OK", "? OK", ""])
def test_a_line_of_another_form_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of an exchange"):
        blocks(f"From the manual, not recorded on hardware:\n\n```exchange\n> AT\n{line}\n< OK\n```\n")
