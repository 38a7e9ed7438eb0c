"""What one text asks of the network is on air with each of its parts, and its end comes back."""

from pathlib import Path

from smsbox.services import messages
from smsbox.services.messages import NewMessage
from tests.fakes.air import submits
from tests.fakes.rig import Rig, number, utc_now


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
