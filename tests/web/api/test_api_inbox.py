"""The inbox: what was received, as programs read it."""

import pytest

from tests.fakes.shop import ANNA, ICCIDS, LEO
from tests.web.api.client import Api


def test_a_received_text_is_told_with_its_meaning(staff: Api) -> None:
    staff.shop.receive(ANNA, "STOP")
    (text,) = staff.items("/inbox")
    assert text == {
        "id": text["id"],
        "from": ANNA,
        "text": "STOP",
        "received_at": "2027-11-23T10:30:00.000Z",
        "sent_at": "2027-11-23T10:30:00.000Z",
        "sim": ICCIDS[0],
        "parts": 1,
        "meaning": "opt_out",
    }


@pytest.mark.parametrize(
    ("text", "meaning"), [("START", "opt_in"), ("help", "help"), ("What time do you stop?", "unclear"), ("Hi!", "none")]
)
def test_each_meaning_has_its_word(api: Api, text: str, meaning: str) -> None:
    api.shop.receive(ANNA, text)
    assert api.items("/inbox")[0]["meaning"] == meaning


def test_a_long_text_is_one_item(api: Api) -> None:
    api.shop.receive(ANNA, "long " * 50)
    (text,) = api.items("/inbox")
    assert text["text"] == "long " * 50
    assert text["parts"] == 2


def test_the_inbox_comes_in_pages_newest_first(api: Api) -> None:
    for count in range(5):
        api.shop.receive(LEO, f"text {count}")
        api.shop.clock.forward(minutes=1)
    pages = api.all_pages("/inbox?limit=2")
    assert [[text["text"] for text in page] for page in pages] == [
        ["text 4", "text 3"],
        ["text 2", "text 1"],
        ["text 0"],
    ]


def test_whatever_a_text_holds_arrives_as_it_was(api: Api) -> None:
    hostile = "<script>alert(1)</script>\u202e \"'\\ \u2028 😀"
    api.shop.receive(ANNA, hostile)
    response = api.get("/inbox")
    assert response.data.isascii()
    assert response.get_json()["items"][0]["text"] == hostile


def test_reading_through_the_api_leaves_the_text_unread_for_staff(api: Api) -> None:
    api.shop.receive(ANNA, "Hi!")
    api.items("/inbox")
    assert "smsbox_unread_conversations 1" in api.get("/metrics").text
