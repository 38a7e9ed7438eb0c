"""The queue of unclear texts: each with its deadline and two answers (compliance.md 3.3)."""

import re

import pytest

from smsbox.rules.roles import Role
from smsbox.rules.scope import Scope
from smsbox.services import inbox
from tests.fakes.shop import LEO, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

UNCLEAR = "+447700900106"


def who(page: str) -> list[str]:
    """Whose texts wait."""
    return re.findall(r'<h2><a [^>]*href="/inbox/with/([^#]+)#latest"', page)


def decide(auth: Auth, number: str, decision: str, **data: str) -> str:
    return body(auth.post(f"/reviews/{number}", {"decision": decision, **data}, follow=True))


def test_rule_3_3_unclear_texts_are_listed_with_their_deadline_and_two_answers(auth: Auth, shop: Shop) -> None:
    shop.receive(LEO, "when does the bus stop here?")
    page = body(auth.client.get("/reviews"))
    assert who(page) == [UNCLEAR, LEO]
    assert "What time do you stop serving breakfast?" in page
    assert "when does the bus stop here?" in page
    assert "Decide by 20:00. After that it counts as STOP." in page
    assert "Decide by tomorrow 20:00. After that it counts as STOP." in page
    assert re.findall(r'aria-label="(Opt out|Keep) Leo Rossi"', page) == ["Opt out", "Keep"]


def test_rule_3_3_opting_out_ends_all_texts_and_the_next_question_is_there(auth: Auth, shop: Shop) -> None:
    shop.receive(LEO, "when does the bus stop here?")
    page = decide(auth, UNCLEAR, "opt_out")
    assert "They get no more texts." in page
    assert who(page) == [LEO]
    assert inbox.conversation(shop.db, UNCLEAR).suppressed_since == shop.clock()


def test_rule_3_4_opting_out_ends_what_the_text_answered(auth: Auth, shop: Shop) -> None:
    new = "+447700900123"
    shop.say_yes(new)
    shop.queue(new, "Half price today.", lane="promotional")
    while (key := shop.put_on_air()) is not None:
        shop.finish(key)
    shop.receive(new, "bus stop outside?")
    assert "They get no more offers." in decide(auth, new, "opt_out")
    assert inbox.conversation(shop.db, new).suppressed_scope is Scope.OFFERS


def test_rule_3_3_keeping_leaves_them_as_they_were(auth: Auth, shop: Shop) -> None:
    page = decide(auth, UNCLEAR, "keep")
    assert "They can be texted as before." in page
    assert "Nothing to decide" in page
    conversation = inbox.conversation(shop.db, UNCLEAR)
    assert (conversation.suppressed_since, conversation.review) == (None, False)


@pytest.mark.parametrize(
    ("decision", "what"), [("keep", "Found that 07700 900106 did not mean STOP"), ("opt_out", "meant STOP")]
)
def test_rule_3_3_who_decided_what_is_in_the_activity_and_is_not_undone(auth: Auth, decision: str, what: str) -> None:
    decide(auth, UNCLEAR, decision)
    page = body(auth.client.get("/activity"))
    line = page.partition('<ol class="acts')[2].partition("</li>")[0]
    assert f"{OWNER}</bdi>" in line
    assert what in line.replace("\u2068", "").replace("\u2069", "")
    assert "/undo" not in line


def test_deciding_twice_says_that_it_was_decided_and_changes_nothing(auth: Auth, shop: Shop) -> None:
    decide(auth, UNCLEAR, "keep")
    assert "This has been decided already." in decide(auth, UNCLEAR, "opt_out")
    assert inbox.conversation(shop.db, UNCLEAR).suppressed_since is None


@pytest.mark.parametrize("decision", ["maybe", "", "stop"])
def test_a_decision_that_is_none_changes_nothing(auth: Auth, shop: Shop, decision: str) -> None:
    assert auth.post(f"/reviews/{UNCLEAR}", {"decision": decision}).status_code == 400
    assert inbox.conversation(shop.db, UNCLEAR).review


def test_a_decision_leads_back_to_where_the_question_stood_and_nowhere_else(auth: Auth) -> None:
    there = f"/inbox/with/{UNCLEAR}#latest"
    assert auth.post(f"/reviews/{UNCLEAR}", {"decision": "keep", "next": there}).location == there
    elsewhere = auth.post(f"/reviews/{UNCLEAR}", {"decision": "keep", "next": "//evil.example/"})
    assert elsewhere.location == "/reviews"


def test_the_inbox_leads_to_the_queue_while_there_is_one(auth: Auth) -> None:
    page = body(auth.client.get("/inbox"))
    assert 'href="/reviews"' in page
    assert "Decide about 1 text<" in page
    decide(auth, UNCLEAR, "keep")
    assert 'href="/reviews"' not in body(auth.client.get("/inbox"))


def test_pages_follow_each_other_without_a_gap(auth: Auth, shop: Shop) -> None:
    numbers = [f"+4477009021{index:02}" for index in range(40)]
    for number in numbers:
        shop.receive(number, "when does the bus stop here?")
        shop.clock.forward(seconds=5)
    first = body(auth.client.get("/reviews"))
    further = re.search(r'href="([^"]+)"[^>]*><span>Show more<', first)
    assert further
    second = body(auth.client.get(further[1].replace("&amp;", "&")))
    assert sorted(who(first) + who(second)) == sorted([UNCLEAR, *numbers])
    assert ">Go to the beginning<" in second


def test_texts_from_outside_are_shown_and_never_run(auth: Auth, shop: Shop) -> None:
    shop.receive(LEO, "<b>when</b> does the \u202e bus stop here?")
    page = body(auth.client.get("/reviews"))
    assert "<b>when" not in page
    assert "\u202e" not in page


def test_outsiders_and_the_till_see_and_decide_nothing(stranger: Auth, shop: Shop) -> None:
    cannot_see(stranger.client, "/reviews")
    foreign_hosts_are_refused(stranger.client, "/reviews")
    cannot_post(stranger.client, f"/reviews/{UNCLEAR}", {"csrf_token": stranger.key(), "decision": "opt_out"})
    stranger.be(Role.TILL)
    assert stranger.client.get("/reviews").status_code == 403
    assert stranger.post(f"/reviews/{UNCLEAR}", {"decision": "opt_out"}).status_code == 403
    assert "may have meant STOP" not in body(stranger.client.get("/"))
    assert inbox.conversation(shop.db, UNCLEAR).review


def test_a_form_from_elsewhere_decides_nothing(auth: Auth, shop: Shop) -> None:
    needs_the_form_key(auth.client, f"/reviews/{UNCLEAR}", {"decision": "opt_out"})
    assert inbox.conversation(shop.db, UNCLEAR).review
