"""The Box page: what does not work, pausing all sending, the modems with their day, limits, the address."""

import re
from datetime import timedelta

import pytest

from smsbox.daemon.balances import Balances
from smsbox.daemon.desk import Desk
from smsbox.rules.policy import UNTIL_RESUMED
from smsbox.rules.roles import Role
from smsbox.services import activity, modems, pausing, proof, settings
from smsbox.services.pausing import Length
from smsbox.store import events, facts
from smsbox.store import modems as modem_table
from tests.fakes.shop import ANNA, ICCIDS
from tests.fakes.tampering import change
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key
from web import box_view, create_app, hosts, languages

FORMS = (
    "/box/pause",
    "/box/resume",
    "/box/resume-sim",
    "/box/balance",
    "/box/clock",
    "/box/ledger",
    f"/box/sim/{ICCIDS[0]}",
)


def box(auth: Auth) -> str:
    return body(auth.client.get("/box"))


def set_aside(auth: Auth) -> None:
    with auth.shop.db.write() as tx:
        sim = modem_table.sim_id(tx, ICCIDS[0])
        assert sim is not None
        modem_table.pause_sim(tx, sim, now=auth.shop.clock())


def test_each_modem_tells_network_signal_and_its_day(auth: Auth) -> None:
    page = box(auth)
    first, second = page.split('id="modem-2"')
    assert "Vodafone" in first
    assert "Strong signal" in first
    assert "O2" in second
    assert "Weak signal" in second
    assert "<dt>sent today</dt><dd>3</dd>" in first
    assert '<div class="bad"><dt><span class="tag bad">failed today</span></dt><dd>1</dd></div>' in first
    assert "Busy in 2 of 24 hours" in first


def test_all_sending_is_paused_and_every_page_counts_down(auth: Auth) -> None:
    assert "All sending is paused until 10:40." in body(auth.post("/box/pause", {"length": "10min"}, follow=True))
    for path in ("/", "/inbox", "/box", "/nowhere"):
        assert "10 min left" in body(auth.client.get(path))
    auth.shop.clock.forward(minutes=8, seconds=30)
    assert "2 min left" in body(auth.client.get("/live"))
    auth.shop.clock.forward(minutes=2)
    assert "Paused" not in body(auth.client.get("/live"))


def test_a_pause_without_an_end_is_resumed_with_one_button(auth: Auth) -> None:
    auth.post("/box/pause", {"length": "resumed"})
    assert settings.policy(auth.shop.db.connection()).paused_until == UNTIL_RESUMED
    page = box(auth)
    assert "until you resume" in page
    assert "Resume all sending" in page
    assert "Pause for 10 minutes" not in page
    assert "Texts go out again." in body(auth.post("/box/resume", follow=True))
    assert settings.policy(auth.shop.db.connection()).pause_ends(auth.shop.clock()) is None
    assert [entry.by.name for entry in activity.find(auth.shop.db).items] == ["Rosa", "Rosa"]


def test_a_long_pause_is_told_by_its_end(auth: Auth) -> None:
    auth.post("/box/pause", {"length": "tomorrow"})
    assert "until tomorrow 09:00" in box(auth)


@pytest.mark.parametrize("length", ["", "2 years"])
def test_a_pause_of_no_known_length_is_none(auth: Auth, length: str) -> None:
    assert auth.post("/box/pause", {"length": length}).status_code in (400, 422)
    assert settings.policy(auth.shop.db.connection()).paused_until is None


def test_a_modem_that_is_unplugged_is_red_in_the_next_answer(auth: Auth) -> None:
    assert "Not answering" not in box(auth)
    auth.shop.plug_in(1, state="lost", signal=None)
    news = body(auth.client.get("/live?on=box"))
    assert "Modem 2: Not answering" in news
    assert '<span class="tag bad">Not answering</span>' in news
    assert "1 modem not working" in news


def test_an_unchanged_box_is_no_news(auth: Auth) -> None:
    version = re.search(r"v=([0-9a-f]{16})", body(auth.client.get("/live?on=box")))
    assert version
    auth.shop.clock.forward(seconds=2)
    assert auth.client.get(f"/live?on=box&v={version[1]}").status_code == 204


def test_a_sim_that_was_set_aside_sends_again(auth: Auth) -> None:
    set_aside(auth)
    page = box(auth)
    assert "The network refused too many of its texts." in page
    assert "Let it send again" in page
    assert "The SIM card sends again." in body(auth.post("/box/resume-sim", {"iccid": ICCIDS[0]}, follow=True))
    assert modems.all_modems(auth.shop.db, now=auth.shop.clock())[0].state == "ready"
    assert "nothing to resume" in body(auth.post("/box/resume-sim", {"iccid": ICCIDS[0]}, follow=True))


def test_a_refused_pin_is_told_with_the_way_to_correct_it(auth: Auth) -> None:
    auth.shop.plug_in(1, state="pin_refused", signal=None, pin_tries=2)
    page = box(auth)
    assert "Modem 2: Its SIM card refused the PIN that is set" in page
    assert "Tries left: 2. Correct it in Settings." in page
    assert "Change the PIN" in page
    auth.shop.plug_in(1, state="pin_last_try", signal=None, pin_tries=1)
    page = box(auth)
    assert "The box never uses it." in page
    assert "Change the PIN" not in page


def test_a_swapped_sim_is_told_on_its_modem_s_card_for_three_days(auth: Auth) -> None:
    assert "another SIM card" not in box(auth)
    auth.shop.swap_sim(1)
    auth.shop.clock.forward(minutes=40)
    first, second = box(auth).split('id="modem-2"')
    assert "another SIM card" not in first
    assert "It has another SIM card since 10:30." in second
    assert f"SIM card <bdi>8944100000000000009</bdi>, before it <bdi>{ICCIDS[1]}</bdi>" in second
    auth.shop.clock.forward(days=3)
    auth.sign_in()
    assert "another SIM card" not in box(auth)


def ask(auth: Auth) -> str:
    """What the page shows after the button was pressed for the first SIM."""
    return body(auth.post("/box/balance", {"iccid": ICCIDS[0]}, follow=True))


def answer(auth: Auth, words: str | None) -> str:
    """What the page shows by itself when the network has answered the first SIM's modem, or has not."""
    db, clock = auth.shop.db, auth.shop.clock
    clock.forward(seconds=9)
    Balances(db, Desk(), clock).keep(ICCIDS[0], words)
    return body(auth.client.get("/live?on=box"))


def test_a_balance_is_asked_for_and_its_answer_comes_by_itself(auth: Auth) -> None:
    settings.set_value(auth.shop.db, "balance.code", "*100#")
    assert "Ask for the balance" in box(auth)
    first, second = ask(auth).split('id="modem-2"')
    assert "Asking the network…" in first
    assert "Ask for the balance" not in first
    assert "Asking the network…" not in second
    assert modem_table.wanted_ussd(auth.shop.db.connection()) == {1: "*100#"}
    news = answer(auth, "Your balance is 7.50 EUR.")
    assert "<bdi>7.50</bdi>" in news
    assert "Asking the network…" not in news


def test_a_network_that_does_not_answer_is_told_with_what_to_do(auth: Auth) -> None:
    settings.set_value(auth.shop.db, "balance.code", "*100#")
    answer(auth, "Your balance is 7.50 EUR.")
    auth.shop.clock.forward(minutes=1)
    ask(auth)
    news = answer(auth, None)
    assert "The network gave no answer about the balance." in news
    assert "<bdi>7.50</bdi>" in news
    assert "Ask for the balance" in news
    auth.shop.clock.forward(hours=1)
    assert "gave no answer" not in box(auth)


def test_a_question_that_nobody_took_up_is_given_up_after_minutes(auth: Auth) -> None:
    settings.set_value(auth.shop.db, "balance.code", "*100#")
    ask(auth)
    auth.shop.clock.forward(minutes=2)
    assert "The network gave no answer about the balance." in box(auth)


def test_without_a_code_the_box_says_where_it_is_entered(auth: Auth) -> None:
    assert "does not know the operator’s code" in ask(auth).replace("&#39;", "’")
    assert modem_table.wanted_ussd(auth.shop.db.connection()) == {}
    assert auth.post("/box/balance", {"iccid": "none"}, follow=True).status_code == 200


def test_a_modem_that_does_not_work_is_asked_nothing(auth: Auth) -> None:
    auth.shop.plug_in(1, state="lost", signal=None)
    _, second = box(auth).split('id="modem-2"')
    assert "Ask for the balance" not in second


def test_limits_are_given_to_one_sim(auth: Auth) -> None:
    path = f"/box/sim/{ICCIDS[0]}"
    page = body(auth.post(path, {"daily_parts": "100", "monthly_parts": "2000"}, follow=True))
    assert "Saved." in page
    assert "left this month" in page
    assert modems.own_limits(auth.shop.db, ICCIDS[0])["daily_parts"] == 100
    assert 'value="2000"' in body(auth.client.get(path))
    auth.post(path, {"daily_parts": "", "monthly_parts": ""})
    assert modems.own_limits(auth.shop.db, ICCIDS[0])["daily_parts"] is None


@pytest.mark.parametrize("wrong", ["many", "-1", "1000001"])
def test_a_wrong_limit_is_said_at_its_field_and_the_others_are_kept(auth: Auth, wrong: str) -> None:
    response = auth.post(f"/box/sim/{ICCIDS[0]}", {"daily_parts": wrong, "monthly_parts": "2000"})
    assert response.status_code == 422
    page = body(response)
    assert 'href="#daily_parts"' in page
    assert 'value="2000"' in page
    assert "Error: " in page
    assert modems.own_limits(auth.shop.db, ICCIDS[0])["monthly_parts"] is None


def test_what_happened_is_told_in_words(auth: Auth) -> None:
    with auth.shop.db.write() as tx:
        for kind, subject, data in (
            ("modem.state", "860000000000001", {"state": "searching"}),
            ("sim.paused", ICCIDS[0], {}),
            ("modem.sim_swapped", "860000000000000", {"sim": ICCIDS[0], "before": "8944100000000000009"}),
            ("modem.state", "unknown", {"state": "unheard of"}),
            ("modem.unheard", "x", {}),
        ):
            events.append(tx, kind, subject, data, now=auth.shop.clock())
    page = box(auth)
    assert "Modem 2: Looking for the network" in page
    assert "Modem 1: Its SIM card was set aside" in page
    assert "Modem 1: It has another SIM card now" in page
    assert "A modem: Not working" in page


def clock_tag(page: str) -> str:
    """What stands at Clock."""
    return re.sub(r"<[^>]+>", "", page.partition("<dt>Clock</dt>")[2].partition("</div>")[0])


def test_a_clock_that_was_put_back_is_not_trusted(auth: Auth) -> None:
    assert "not sure what time it is" not in box(auth)
    assert clock_tag(box(auth)) == "Right"
    auth.shop.clock.now -= timedelta(hours=3)
    auth.sign_in()
    assert "The box is not sure what time it is" in box(auth)
    assert clock_tag(box(auth)) == "Not sure"


def test_every_page_tells_one_truth_about_the_clock(auth: Auth) -> None:
    with auth.shop.db.write() as tx:
        tx.execute("UPDATE modems SET clock_ahead = 7200")
    for path in ("/", "/box", "/more", "/live?on=today", "/live?on=box"):
        assert "The clock may be wrong" in body(auth.client.get(path)), path
    assert clock_tag(box(auth)) == clock_tag(body(auth.client.get("/live?on=box"))) == "Not sure"
    auth.shop.clock.now -= timedelta(hours=3)
    auth.sign_in()
    for path in ("/", "/box", "/more", "/live?on=today", "/live?on=box"):
        page = body(auth.client.get(path))
        assert "The box is not sure what time it is" in page, path
        assert "The clock may be wrong" not in page, path


@pytest.mark.parametrize(
    ("language", "octets", "shown"),
    [("en", 34_200_000, "34 MB"), ("en", 1_240_000_000, "1.2 GB"), ("de", 1_240_000_000, "1,2 GB"), ("en", 9, "1 MB")],
)
def test_a_size_is_written_as_the_language_does(
    auth: Auth, monkeypatch: pytest.MonkeyPatch, language: str, octets: int, shown: str
) -> None:
    monkeypatch.setattr(languages, "spoken", lambda: languages.locale_of(language, ""))
    app = create_app(auth.shop.db, clock=auth.shop.clock, secret=b"s" * 32)
    with app.test_request_context("/box"):
        assert box_view.size(octets) == shown


def test_the_boxs_address_is_a_picture_and_words(auth: Auth) -> None:
    base = "http://192.168.1.5:8080"
    auth.client.get(auth.shop.link(), base_url=base)
    page = body(auth.client.get("/box", base_url=base))
    assert f"<bdi>{base}/</bdi>" in page
    assert 'src="data:image/svg+xml' in page


@pytest.mark.parametrize("name", ["localhost:8080", "127.0.0.1:8080"])
def test_a_name_that_only_the_box_knows_is_not_told(name: str) -> None:
    assert re.fullmatch(r"http://[0-9.]+:8080/", hosts.reachable(f"http://{name}/"))
    assert hosts.reachable("http://smsbox.local/") == "http://smsbox.local/"


def test_the_till_sees_the_box_and_changes_nothing(stranger: Auth) -> None:
    stranger.be(Role.TILL)
    set_aside(stranger)
    page = box(stranger)
    assert "Vodafone" in page
    for absent in ("Pause for", "Let it send again", "Change its limits", "Change its numbers", "Ask for the balance"):
        assert absent not in page
    assert "A manager or the owner can pause all sending here." in page


def test_staff_do_not_pause_all_sending(stranger: Auth) -> None:
    stranger.be(Role.STAFF)
    assert stranger.post("/box/pause", {"length": "hour"}).status_code == 403
    assert settings.policy(stranger.shop.db.connection()).paused_until is None


def test_a_text_that_is_written_in_a_pause_is_told_to_wait(auth: Auth) -> None:
    pausing.pause(auth.shop.db, Length.HOUR, now=auth.shop.clock())
    draft = {"key": "abcdefgh12345678", "number": ANNA, "text": "Hello", "lane": "transactional"}
    page = body(auth.post("/write", {**draft, "action": "check"}, follow=True))
    assert "All sending is paused." in page


def test_outsiders_see_and_change_nothing(stranger: Auth) -> None:
    key = {"csrf_token": stranger.key()}
    for path in ("/box", f"/box/sim/{ICCIDS[0]}"):
        cannot_see(stranger.client, path)
        foreign_hosts_are_refused(stranger.client, path)
    for path in FORMS:
        cannot_post(stranger.client, path, key)


@pytest.mark.parametrize("path", FORMS)
def test_a_form_from_elsewhere_does_nothing(auth: Auth, path: str) -> None:
    needs_the_form_key(auth.client, path, {"length": "hour"})
    assert settings.policy(auth.shop.db.connection()).paused_until is None


def doubt_the_clock(auth: Auth) -> None:
    """The daemon has found nobody and nothing to confirm the clock."""
    with auth.shop.db.write() as tx:
        facts.put(tx, facts.CLOCK_UNCONFIRMED, "")


def test_rule_6_3_staff_confirm_the_time_that_they_see(auth: Auth) -> None:
    assert "Confirm the time" not in box(auth)
    doubt_the_clock(auth)
    page = box(auth)
    assert "Nobody has told the box what time it is" in page
    assert "If it shows 10:30 too" in page
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown
    assert "Offers go out by this time." in body(auth.post("/box/clock", {"shown": shown[1]}, follow=True))
    assert "Nobody has told" not in box(auth)
    (entry,) = activity.find(auth.shop.db).items
    assert (entry.verb, entry.by.name) == ("clock.confirmed", "Rosa")


def test_rule_6_3_a_page_that_lay_open_confirms_no_time(auth: Auth) -> None:
    doubt_the_clock(auth)
    auth.shop.clock.forward(minutes=6)
    assert "shows another time" in body(auth.post("/box/clock", {"shown": "2027-11-23T10:30"}, follow=True))
    for nonsense in ("", "ten", "99999-01-01"):
        assert auth.post("/box/clock", {"shown": nonsense}).status_code in (400, 422)
    assert "Nobody has told" in box(auth)


def break_the_ledger(auth: Auth) -> None:
    """Somebody has changed its first row, and the box has found out."""
    change(auth.shop.db, 1)
    assert proof.look(auth.shop.db, now=auth.shop.clock())


def test_rule_2_1_a_ledger_that_was_changed_is_told_everywhere_until_the_owner_lets_offers_go_on(auth: Auth) -> None:
    assert "The record of who said yes" not in box(auth)
    break_the_ledger(auth)
    assert "The record of who said yes was changed" in body(auth.client.get("/"))
    assert "Row 1 is not as the box wrote it." in box(auth)
    assert "Offers go on." in body(auth.post("/box/ledger", follow=True))
    assert "was changed" not in body(auth.client.get("/"))
    assert "Let offers go on" not in box(auth)
    assert activity.find(auth.shop.db).items[0].verb == "ledger.accepted"
    assert "is whole" in body(auth.post("/box/ledger", follow=True))


def test_rule_2_1_nobody_but_the_owner_lets_offers_go_on(stranger: Auth) -> None:
    break_the_ledger(stranger)
    stranger.be(Role.MANAGER)
    assert "Let offers go on" not in box(stranger)
    assert stranger.post("/box/ledger").status_code == 403
    assert proof.broken(stranger.shop.db.connection()) == (1,)


def test_rule_9_3_in_the_united_states_each_sim_shows_how_its_texts_look_to_the_networks(auth: Auth) -> None:
    assert "How its texts look" not in box(auth)
    settings.set_value(auth.shop.db, "shop.region", "US")
    page = box(auth)
    assert page.count("US networks filter bulk texts from numbers that are not registered.") == 1
    first, second = page.partition('id="modem-1"')[2].split('id="modem-2"')
    assert "3 texts today" in first
    assert "0 texts in the last minute" in first
    assert re.search(r"3 sent and \d received today", first)
    assert "0 texts today" not in first
    assert 'aria-valuemax="1000"' in second


def test_rule_9_3_a_burst_is_shown_as_too_much_for_a_person(auth: Auth) -> None:
    settings.set_value(auth.shop.db, "shop.region", "US")
    auth.shop.clock.forward(minutes=2)
    for n in range(16):
        auth.shop.queue(f"+4477009002{n:02}", "Your order is ready.")
    while (key := auth.shop.put_on_air()) is not None:
        auth.shop.finish(key)
    told = re.search(r"(\d+) texts in the last minute", box(auth))
    assert told
    assert 16 <= int(told[1]) <= 60
    assert "Much for a person" in box(auth)
    auth.shop.clock.forward(minutes=1, seconds=1)
    assert "0 texts in the last minute" in box(auth)
