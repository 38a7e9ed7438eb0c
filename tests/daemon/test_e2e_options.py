"""What one text asks of the network is on air with each of its parts, and its end comes back."""

from datetime import timedelta
from pathlib import Path

import pytest

from smsbox.rules.lifecycle import State
from smsbox.services import messages
from smsbox.services.messages import NewMessage
from tests.fakes.air import submits
from tests.fakes.rig import Rig, number, utc_now
from tests.fakes.waiting import until


def send(shop: Rig, new: NewMessage) -> int:
    """Queues it and waits until the box is done with it."""
    message = messages.queue(shop.db, new, author="test", now=utc_now())
    shop.until_settled(20)
    return message.id


def test_a_flash_text_is_of_class_zero_in_each_of_its_parts(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1) as shop:
        shop.start_inside()
        shop.until_ready()
        send(shop, NewMessage(number(1), "Your code is 4711.", flash=True))
        send(shop, NewMessage(number(2), "Код 4711. " * 9, flash=True))
        send(shop, NewMessage(number(3), "Your order is ready."))
        seen = [(event["to"], event["part"], event["encoding"], event["class"]) for event in submits(shop.logs)]
    assert seen == [
        (number(1), None, "gsm7", 0),
        (number(2), 1, "ucs2", 0),
        (number(2), 2, "ucs2", 0),
        (number(3), None, "gsm7", None),
    ]


def test_a_text_is_tried_as_long_as_it_may_and_fails_when_the_network_gives_it_up(
    tmp_path: Path, template: Path
) -> None:
    with Rig(tmp_path, template, modems=1, report_status=0x46, report_delay=0.1) as shop:
        shop.start_inside()
        shop.until_ready()
        expires_at = utc_now() + timedelta(hours=30)
        message_id = send(shop, NewMessage(number(1), "Come tomorrow.", expires_at=expires_at))
        until(lambda: shop.message(message_id).state is State.FAILED, 10, "the report understood")
        assert shop.message(message_id).reason == "expired"
        assert [event["validity"] for event in submits(shop.logs)] == [24 * 60]


LONG = "Your order is ready here. " * 14
"""Three parts."""


@pytest.mark.parametrize(
    ("model", "kept_open"),
    [("QuectelEc25", True), ("SimcomSim7600", True), ("TelitLe910", True), ("Sim800", False), ("HuaweiE173", False)],
)
def test_the_link_is_kept_open_for_each_long_text_where_the_family_can(
    tmp_path: Path, template: Path, model: str, kept_open: bool
) -> None:
    with Rig(tmp_path, template, modems=1, model=model, trace=True) as shop:
        shop.start_inside()
        shop.until_ready()
        for text in (LONG, LONG, "Your order is ready."):
            send(shop, NewMessage(number(1), text))
        said = [str(event["line"]).partition("=")[0] for event in shop.events("command")]
    keep = ["AT+CMMS"] if kept_open else []
    part = ["AT+CMGS"]
    assert [line for line in said if line in ("AT+CMMS", "AT+CMGS")] == [*keep, *part * 3, *keep, *part * 3, *part]
