"""The rules of modems.md: where each is held, and the tests of what a whole session does for them."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from smsbox.modem import commands, link, recovery
from smsbox.modem import session as module
from smsbox.modem.profiles.profile import Profile, Recovery
from smsbox.modem.recovery import LADDER, Rung
from smsbox.modem.status import ModemState, Outcome, Submission
from smsbox.modem.virtual import MODELS, VirtualModem
from smsbox.sms.segments import Encoding
from tests.fakes.air import log_events
from tests.fakes.notebook import Notebook, running
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

TESTS = Path(__file__).parent.parent
SENDER = "+447911100001"
PART = Submission(1, 1, SENDER, "Ready", Encoding.GSM7, None, timedelta(days=1))

HELD_BY = {
    1: {
        "modem/test_rules.py": ["nothing_is_sent_between_a_text_and_its_answer_whatever_is_said_meanwhile"],
        "at/test_at_engine.py": [
            "nothing_is_started_between_a_submit_and_its_result",
            "the_same_is_understood_however_the_bytes_arrive",
            "the_same_is_understood_wherever_the_bytes_are_split",
        ],
        "daemon/test_e2e_faults.py": ["ten_hints_in_a_burst_lose_no_text"],
    },
    2: {
        "at/test_at_engine.py": [
            "ten_thousand_random_byte_sequences_stop_nothing",
            "a_stream_without_a_line_end_takes_no_memory_and_is_counted",
        ],
        "modem/test_link.py": ["rubbish_ends_no_reader_and_is_counted_in_the_log_for_tracing"],
    },
    3: {
        "modem/test_link.py": ["after_a_timeout_comes_esc_then_at_until_ok_and_only_then_the_next_command"],
        "daemon/test_e2e_faults.py": ["a_lost_result_leaves_one_copy_and_the_text_unknown"],
        "modem/test_work.py": ["what_is_on_air_when_the_modem_goes_is_unknown"],
    },
    4: {
        "modem/test_mailbox.py": [
            "every_text_is_kept_and_then_deleted_in_every_family",
            "texts_in_both_stores_are_kept",
            "a_full_store_is_emptied_and_what_waited_comes",
            "nothing_is_deleted_that_could_not_be_kept",
        ],
        "modem/test_rules.py": ["a_text_that_was_there_before_is_swept_at_the_start"],
        "daemon/test_e2e_faults.py": ["a_stop_whose_hint_is_lost_is_found_by_the_sweep"],
        "daemon/test_inbound.py": ["s22_what_cannot_be_decoded_is_kept_raw_once_and_stays_on_the_sim"],
    },
    5: {
        "daemon/test_inbound.py": [
            "the_parts_of_a_long_text_may_come_in_any_order",
            "the_parts_of_a_long_text_may_come_on_both_sides_of_a_restart",
            "repeated_parts_of_a_long_text_change_nothing",
            "a_long_text_with_a_part_missing_is_shown_with_a_gap_after_a_day",
        ],
    },
    6: {
        "daemon/test_reports.py": [
            "a_report_at_another_sim_changes_nothing",
            "a_report_after_validity_and_a_day_counts_no_more",
            "a_wrapped_reference_settles_the_part_of_its_time",
        ],
        "sms/test_sms_deliver.py": ["every_status_has_the_outcome_of_the_standard"],
    },
    7: {
        "modem/test_pin.py": [
            "a_hundred_restarts_with_a_wrong_pin_cost_one_try",
            "the_attempt_is_written_down_before_it_is_made",
            "with_one_try_left_or_none_it_is_left_to_a_person",
        ],
        "daemon/test_e2e_pin.py": ["a_puk_is_never_given_and_the_other_modem_carries_on"],
    },
    8: {
        "daemon/test_e2e_plugging.py": ["a_renumbered_modem_keeps_its_row_its_budget_its_customers_and_its_queue"],
        "daemon/test_e2e_swapped_sim.py": ["a_swapped_sim_is_told_and_keeps_its_own_customers_and_its_own_count"],
        "modem/test_rules.py": ["a_sim_whose_iccid_is_hidden_is_known_by_its_imsi"],
    },
    9: {
        "modem/test_rules.py": ["a_hung_modem_is_led_up_the_ladder_and_each_step_is_told_and_logged"],
        "modem/test_recovery.py": [
            "the_gentlest_step_comes_first_and_the_hardest_last",
            "the_rests_grow_up_to_the_longest",
            "a_modem_that_cannot_even_be_opened_has_its_usb_port_restarted",
        ],
        "daemon/test_failover.py": ["what_is_urgent_goes_over_the_other_sim_after_ten_minutes"],
    },
    10: {
        "modem/test_rules.py": ["a_modem_that_the_network_does_not_serve_says_why_and_is_given_no_text"],
        "services/test_modems_service.py": [
            "every_state_has_words_and_there_are_words_for_nothing_else",
            "every_bad_state_has_a_remedy",
        ],
        "at/test_at_codes.py": ["explanations_are_plain_sentences_without_codes_or_jargon"],
        "daemon/test_brakes.py": [
            "wrong_numbers_never_block_the_queue_behind_them",
            "a_busy_network_is_left_alone_for_a_minute_and_then_for_two",
        ],
    },
    11: {
        "modem/test_network_facts.py": ["the_speed_is_measured_from_handing_over_to_the_answer"],
        "services/test_forecast.py": ["a_measured_modem_is_as_fast_as_it_was"],
    },
}
"""Rule → file → tests, without `test_`: the heart of what holds it."""


@pytest.mark.parametrize("rule", HELD_BY)
def test_every_rule_is_held_by_tests_that_are_there(rule: int) -> None:
    for file, names in HELD_BY[rule].items():
        text = (TESTS / file).read_text(encoding="utf-8")
        assert [name for name in names if f"def test_{name}(" not in text] == []


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_sent_between_a_text_and_its_answer_whatever_is_said_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setattr(link, "SUBMIT_TIMEOUT", 30.0)
    shop, log = Notebook(), tmp_path / "log"
    switches = {"touchy": "on", "latency": 0.5, "trace": True}
    modem = VirtualModem(tmp_path / "modem1", model=model, log=log, switches=switches)
    with modem, running(modem.link, shop) as one:
        until(lambda: one.available and len(shop.times) > 1, 10, "the session free")
        one.submit(PART)
        until(lambda: modem.state().submits == 1, 5, "the text on air")
        modem.text(SENDER, "STOP")
        modem.do("set", registration="roaming")
        one.ask_network("*100#")
        until(lambda: shop.results and shop.kept, 5, "the text's answer, and then the hinted one")
    assert [result.outcome for result in shop.results] == [Outcome.SENT]
    heard = [event for event in log_events(log) if event["event"] in ("submit", "command")]
    after = heard[[event["event"] for event in heard].index("submit") + 1]
    assert float(str(after["at"])) - float(str(log_events(log, "submit")[0]["at"])) >= 0.5


def test_a_text_that_was_there_before_is_swept_at_the_start(tmp_path: Path) -> None:
    shop = Notebook()
    with VirtualModem(tmp_path / "modem1") as modem:
        modem.text(SENDER, "Nobody was here")
        with running(modem.link, shop):
            until(lambda: shop.kept, 5, "the text kept")
        assert modem.state().stored == 0


def test_a_sim_whose_iccid_is_hidden_is_known_by_its_imsi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "iccid", lambda *_asked: None)
    shop = Notebook()
    with VirtualModem(tmp_path / "modem1") as modem, running(modem.link, shop):
        until(lambda: shop.states[-1:] == [ModemState.READY], 5, "the modem ready")
        assert shop.statuses[-1].iccid == f"imsi:{modem.state().imsi}"


def test_a_hung_modem_is_led_up_the_ladder_and_each_step_is_told_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "smsbox.modem.session")
    for name, value in (("QUIET", 0.02), ("KNOCK_TIMEOUT", 0.02), ("KNOCKS", 1)):
        monkeypatch.setattr(link, name, value)
    for name, value in (("PAUSE", 0.01), ("STEP_TIMEOUT", 0.02), ("RESTS", (0.05,))):
        monkeypatch.setattr(recovery, name, value)
    monkeypatch.setattr(module, "choose", lambda **_asked: Profile("hasty", recovery=Recovery(settle=0.05)))
    shop = Notebook()
    with VirtualModem(tmp_path / "modem1") as modem:
        modem.do("set", hang=None)
        with running(modem.link, shop):
            until(lambda: len(shop.steps) > len(LADDER), 10, "the modem left alone")
    steps = [(rung.value, number) for number, rung in enumerate((*LADDER, Rung.REST), 1)]
    assert shop.steps[: len(steps)] == steps
    logged = [record.getMessage() for record in caplog.records if "in a row" in record.getMessage()]
    assert [line.rpartition(": ")[2] for line in logged[: len(steps)]] == [step for step, _number in steps]


@pytest.mark.parametrize(
    ("registration", "state"),
    [("searching", ModemState.SEARCHING), ("off", ModemState.SEARCHING), ("denied", ModemState.DENIED)],
)
def test_a_modem_that_the_network_does_not_serve_says_why_and_is_given_no_text(
    tmp_path: Path, registration: str, state: ModemState
) -> None:
    shop = Notebook()
    with VirtualModem(tmp_path / "modem1", switches={"registration": registration}) as modem:
        with running(modem.link, shop) as one:
            until(lambda: shop.states[-1:] == [state], 5, "the modem's state told")
            assert not one.available
            one.submit(PART)
            until(lambda: shop.results, 5, "the part back")
            assert [result.outcome for result in shop.results] == [Outcome.NOT_SENT]
        assert (modem.state().submits, modem.state().refused) == (0, 0)
