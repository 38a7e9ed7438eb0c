"""The Today page and the pill that every page shows."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from smsbox.services import settings
from tests.fakes.page import page_of
from tests.fakes.shop import ANNA, LEO, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_see, foreign_hosts_are_refused
from web import words


def today(auth: Auth) -> str:
    return " ".join(body(auth.client.get("/")).split())


def test_today_greets_the_shop_with_the_date(auth: Auth) -> None:
    page = today(auth)
    assert "Tuesday 23 November" in page
    assert "Good morning, Corner Shop" in page
    assert "<title>(3) Today · Corner Shop</title>" in page


@pytest.mark.parametrize(("hour", "words_"), [(0, "morning"), (11, "morning"), (12, "afternoon"), (18, "evening")])
def test_the_greeting_goes_by_the_clock_on_the_wall(hour: int, words_: str) -> None:
    assert words.greeting(datetime(2027, 11, 23, hour, tzinfo=ZoneInfo("Asia/Tokyo"))) == f"Good {words_}"


def test_times_are_the_shops_local_times(auth: Auth) -> None:
    settings.set_value(auth.shop.db, "shop.timezone", "Asia/Tokyo")
    assert "Good evening" in today(auth)


def test_what_waits_goes_out_and_failed_is_counted(auth: Auth) -> None:
    page = today(auth)
    assert "<dt>waiting</dt><dd>11</dd>" in page
    assert "<dt>going out</dt><dd>1</dd>" in page
    assert "<dt>sent today</dt><dd>3</dd>" in page
    assert "failed today</span></dt><dd>1</dd>" in page
    auth.shop.send_next()
    page = today(auth)
    assert "<dt>waiting</dt><dd>10</dd>" in page
    assert "<dt>sent today</dt><dd>4</dd>" in page


def test_the_latest_texts_say_what_became_of_them(auth: Auth) -> None:
    auth.shop.queue(ANNA, "Straight after the counter", lane="promotional")
    page = today(auth)
    assert "Straight after the counter" in page
    assert ">Waiting</span>" in page


def test_the_modems_are_shown_with_bars_and_words(auth: Auth) -> None:
    page = today(auth)
    assert "Modem 1 · Vodafone" in page
    assert "Strong signal · 5 texts today" in page
    assert "Modem 2 · O2" in page
    assert "Weak signal" in page
    assert page.count('<rect x="0" y="14" width="4" height="6" rx="1.5"/>') == 2
    assert page.count('class="off"') == 3


def test_the_last_text_in_leads_to_its_conversation(auth: Auth) -> None:
    page = today(auth)
    assert "Last text in:" in page
    assert '/inbox/with/+447700900108">' in page


def test_the_tiles_lead_to_sending_and_answering(auth: Auth) -> None:
    page = today(auth)
    assert "Send a text" in page
    assert "Answer 3 messages" in page


def test_a_healthy_box_shows_no_red_card_and_a_ready_pill(auth: Auth) -> None:
    page = today(auth)
    assert 'class="note bad"' not in page
    assert "Ready · </span>12 waiting" in page


def test_a_stopped_daemon_is_said_on_top_with_what_to_do(auth: Auth) -> None:
    auth.shop.stop_daemon()
    page = today(auth)
    assert "The box has stopped sending and receiving" in page
    assert "12 texts wait until it runs again. Switch the box off" in page
    assert page.index("has stopped") < page.index("Going out now")
    assert ">Box stopped</span>" in page


@pytest.mark.parametrize(
    ("state", "says", "help_"),
    [("lost", "Modem 2: Not answering", "Unplug it"), ("no_sim", "Modem 2: No SIM card in it", "Put a SIM card in.")],
)
def test_a_modem_in_trouble_is_one_red_card_and_the_pill_counts_it(
    auth: Auth, state: str, says: str, help_: str
) -> None:
    auth.shop.plug_in(1, state=state, signal=None)
    page = today(auth)
    assert page.count('class="note bad"') == 1
    assert says in page
    assert help_ in page
    assert "The other modem carries on." in page
    assert ">1 modem not working</span>" in page


def test_a_modem_that_is_not_ready_yet_is_no_red_card_and_the_pill_says_so(auth: Auth) -> None:
    auth.shop.plug_in(1, state="connecting", signal=None)
    page = today(auth)
    assert 'class="note bad"' not in page
    assert "Getting ready · </span>12 waiting" in page


def test_a_clock_that_the_network_contradicts_is_a_red_card_with_what_to_do(auth: Auth) -> None:
    with auth.shop.db.write() as tx:
        tx.execute("UPDATE modems SET clock_ahead = 7200")
    page = today(auth)
    assert "The clock may be wrong" in page
    assert "differ by 2 hours, so offers wait." in page
    assert page.count('class="note bad"') == 1


def test_the_finishing_time_is_told_before_anything_was_sent_and_by_the_modems_own_speeds(auth: Auth) -> None:
    def done() -> str:
        return today(auth).partition("done at about ")[2].partition("<")[0]

    first = done()
    assert first
    with auth.shop.db.write() as tx:
        tx.execute("UPDATE modems SET seconds_per_part = 600")
    later = done()
    assert later not in ("", first)
    with auth.shop.db.write() as tx:
        tx.execute("UPDATE modems SET state = 'lost'")
    assert done() == ""


def test_a_box_without_modems_asks_for_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    shop = Shop(tmp_path_factory.mktemp("bare"))
    shop.start_daemon()
    client = page_of(shop.db, shop.clock).test_client()
    client.get(shop.link())
    page = body(client.get("/"))
    shop.close()
    assert "No modem is plugged in" in page
    assert "No text has come in yet." in page


def test_paused_offers_are_in_the_pill_of_every_page(auth: Auth) -> None:
    settings.set_value(auth.shop.db, "sending.paused", "true")
    for path in ("/", "/inbox", "/write", "/more", "/nowhere"):
        assert "Offers paused · </span>12 waiting" in body(auth.client.get(path))


def test_an_operators_name_cannot_break_out_of_the_page(auth: Auth) -> None:
    auth.shop.plug_in(1, operator="<script>alert(1)</script>")
    page = today(auth)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_outsider_does_not_see_today(client: FlaskClient) -> None:
    cannot_see(client, "/")
    foreign_hosts_are_refused(client, "/")


def test_an_unknown_sender_keeps_its_name(auth: Auth) -> None:
    auth.shop.receive(LEO, "x" * 300)
    assert "07700 900102" in today(auth)
