"""Messages: queueing, following, finding, cancelling."""

import pytest

from smsbox.services import people
from tests.fakes.shop import ICCIDS, LEO
from tests.web.api.client import CUSTOMER, Api, document, problem


def test_a_message_is_taken_with_all_that_was_asked(api: Api) -> None:
    response = api.post(
        "/messages",
        {
            "to": "07700 900123",
            "text": "Your table is ready.",
            "urgent": True,
            "flash": True,
            "send_at": "2027-11-23T12:00:00Z",
            "expires_at": "2027-11-23T13:00:00Z",
            "sim": ICCIDS[1],
            "reference": "order 17",
        },
    )
    assert response.status_code == 202
    message = document(response)
    assert message == {
        "id": message["id"],
        "to": CUSTOMER,
        "text": "Your table is ready.",
        "lane": "transactional",
        "urgent": True,
        "flash": True,
        "state": "queued",
        "reason": None,
        "encoding": "gsm7",
        "parts": [
            {
                "number": 1,
                "state": "queued",
                "sim": ICCIDS[1],
                "reference": None,
                "sent_at": None,
                "delivered_at": None,
            }
        ],
        "sim": ICCIDS[1],
        "reference": "order 17",
        "created_at": "2027-11-23T10:30:00.000Z",
        "send_at": "2027-11-23T12:00:00.000Z",
        "expires_at": "2027-11-23T13:00:00.000Z",
        "sent_at": None,
        "delivered_at": None,
    }
    assert response.headers["Location"] == f"/api/v1/messages/{message['id']}"
    followed = document(api.get(f"/messages/{message['id']}"))
    assert followed.pop("decision")["allowed"]
    assert followed == message


def test_a_message_says_by_which_rule_it_does_not_go(api: Api) -> None:
    blocked = document(api.post("/messages", {"to": CUSTOMER, "text": "Shoes for less", "lane": "promotional"}))
    assert document(api.get(f"/messages/{blocked['id']}"))["decision"] == {
        "allowed": False,
        "rule": "2.2",
        "words": "This person has not said yes to offers.",
        "until": None,
    }


def test_a_message_is_followed_from_the_queue_to_the_phone(api: Api) -> None:
    queued = api.queue("é" * 200)
    assert [part["number"] for part in queued["parts"]] == [1, 2]
    api.shop.send_next()
    on_its_way = document(api.get(f"/messages/{queued['id']}"))
    assert on_its_way["state"] == "sending"
    assert [part["state"] for part in on_its_way["parts"]] == ["sent", "queued"]
    api.shop.clock.forward(minutes=2)
    api.shop.send_next(how="delivered")
    first, second = document(api.get(f"/messages/{queued['id']}"))["parts"]
    assert first["sent_at"] == "2027-11-23T10:30:00.000Z"
    assert first["sim"] == ICCIDS[0]
    assert isinstance(first["reference"], int)
    assert second["delivered_at"] == "2027-11-23T10:32:00.000Z"


def test_a_text_in_another_script_is_counted_as_ucs2(api: Api) -> None:
    assert api.queue("Ваш заказ готов")["encoding"] == "ucs2"


def test_a_number_that_said_stop_gets_a_blocked_message_with_the_reason(api: Api) -> None:
    api.shop.receive(CUSTOMER, "STOP")
    message = api.queue()
    assert (message["state"], message["reason"]) == ("blocked", "opted_out")
    assert message["parts"][0]["state"] == "blocked"


def test_an_offer_needs_consent(api: Api) -> None:
    assert api.queue(lane="promotional")["reason"] == "no_consent"
    api.shop.say_yes(CUSTOMER)
    assert api.queue(lane="promotional")["state"] == "queued"


def test_the_records_name_the_token(api: Api) -> None:
    api.queue()
    with api.shop.db.snapshot() as connection:
        assert connection.execute("SELECT author FROM messages").fetchone()["author"] == "owner 0 (API)"


@pytest.mark.parametrize("message_id", ["99", "0", "-1", "1.5", "x", "%20", "²", "9" * 18, "9" * 30, "1e3"])
def test_a_message_that_is_not_there_is_not_found(api: Api, message_id: str) -> None:
    problem(api.get(f"/messages/{message_id}"), 404)
    problem(api.post(f"/messages/{message_id}/cancel"), 404)


def test_messages_are_found_by_state_lane_and_number(api: Api) -> None:
    api.shop.say_yes(LEO)
    first = api.queue("one")["id"]
    offer = api.queue("two", to=LEO, lane="promotional")["id"]
    reply = api.queue("three", lane="reply")["id"]
    api.shop.send_next()

    def found(query: str) -> list[int]:
        return [message["id"] for message in api.items(f"/messages?{query}")]

    assert found("") == [reply, offer, first]
    assert found("state=sent") == [reply]
    assert found("state=queued&lane=transactional") == [first]
    assert found(f"to=%2B{LEO[1:]}") == [offer]
    assert found(f"to={LEO}") == [offer], "a + that was not escaped"
    assert found("to=07700900102") == [offer]
    assert found(f"to={LEO}&state=sent") == []


def test_messages_come_in_pages_each_once(api: Api) -> None:
    queued = [api.queue(f"text {count}")["id"] for count in range(5)]
    pages = api.all_pages("/messages?limit=2")
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [message["id"] for page in pages for message in page] == queued[::-1]


@pytest.mark.parametrize(("query", "field"), [("state=sold", "state"), ("lane=fast", "lane"), ("to=x", "to")])
def test_a_filter_that_cannot_be_is_refused(api: Api, query: str, field: str) -> None:
    problem(api.get(f"/messages?{query}"), 400, field)


def test_a_waiting_message_is_cancelled(api: Api) -> None:
    message_id = api.queue()["id"]
    response = api.post(f"/messages/{message_id}/cancel")
    assert response.status_code == 200
    assert document(response)["state"] == "cancelled"
    assert document(api.get(f"/messages/{message_id}"))["state"] == "cancelled"
    assert api.shop.put_on_air() is None


@pytest.mark.parametrize("how", ["on air", "sent", "delivered", "failed", "cancelled"])
def test_what_is_on_air_or_done_cannot_be_cancelled(api: Api, how: str) -> None:
    message_id = api.queue()["id"]
    if how == "cancelled":
        api.post(f"/messages/{message_id}/cancel")
    elif how == "on air":
        api.shop.put_on_air()
    else:
        api.shop.send_next(how=how)
    before = document(api.get(f"/messages/{message_id}"))
    assert "can no longer be cancelled" in problem(api.post(f"/messages/{message_id}/cancel"), 409)
    assert document(api.get(f"/messages/{message_id}")) == before


def test_a_till_queues_transactional_texts_only(till: Api) -> None:
    till.queue(lane="transactional", urgent=True)
    for lane, who in (("reply", "staff"), ("promotional", "manager")):
        response = till.post("/messages", {"to": CUSTOMER, "text": "hi", "lane": lane})
        assert f"smsbox token add NAME --role {who}" in problem(response, 403)
    assert len(till.items("/messages")) == 1


def test_staff_answer_but_send_no_offers(staff: Api) -> None:
    staff.queue(lane="reply")
    problem(staff.post("/messages", {"to": CUSTOMER, "text": "hi", "lane": "promotional"}), 403)


def test_a_till_sees_transactional_texts_only(api: Api, till: Api) -> None:
    order, reply = api.queue()["id"], api.queue(lane="reply")["id"]
    assert [message["id"] for message in till.items("/messages")] == [order]
    assert till.get(f"/messages/{order}").status_code == 200
    problem(till.get(f"/messages/{reply}"), 403)
    problem(till.post(f"/messages/{reply}/cancel"), 403)
    problem(till.get("/messages?lane=reply"), 403)


def test_a_till_cancels_what_it_has_queued_and_nothing_else(api: Api, till: Api) -> None:
    own, other = till.queue()["id"], api.queue()["id"]
    assert till.post(f"/messages/{own}/cancel").status_code == 200
    assert "somebody else" in problem(till.post(f"/messages/{other}/cancel"), 403)
    assert document(api.get(f"/messages/{other}"))["state"] == "queued"


def test_a_token_that_was_revoked_queues_nothing(api: Api, till: Api) -> None:
    name = next(token.name for token in people.all_tokens(api.shop.db) if token.role == "till")
    people.revoke_token(api.shop.db, name, now=api.shop.clock())
    problem(till.post("/messages", {"to": CUSTOMER, "text": "hi"}), 401)
    assert api.items("/messages") == []
