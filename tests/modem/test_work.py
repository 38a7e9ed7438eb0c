"""A part that was handed to a session ends once, whatever happens; only an unknown one may be heard of again."""

from datetime import timedelta

from smsbox.modem.status import Outcome, Submission, SubmitResult
from smsbox.modem.work import Work
from smsbox.sms.segments import Encoding
from tests.fakes.notebook import Notebook


def part(message_id: int = 1) -> Submission:
    return Submission(message_id, 1, "+447911100001", "Ready", Encoding.GSM7, None, timedelta(days=1))


def outcomes(shop: Notebook) -> list[tuple[int, Outcome]]:
    return [(result.submission.message_id, result.outcome) for result in shop.results]


def test_what_waits_when_the_modem_goes_was_not_sent() -> None:
    shop = Notebook()
    work = Work(shop)
    work.waiting = part()
    work.settle()
    assert outcomes(shop) == [(1, Outcome.NOT_SENT)]
    assert work.idle


def test_what_is_on_air_when_the_modem_goes_is_unknown() -> None:
    shop = Notebook()
    work = Work(shop)
    work.waiting = part()
    work.body_goes_out(part())
    assert not work.idle
    work.settle()
    work.settle()
    assert outcomes(shop) == [(1, Outcome.UNKNOWN)]
    assert work.idle


def test_what_has_ended_is_not_settled_again() -> None:
    shop = Notebook()
    work = Work(shop)
    work.body_goes_out(part())
    work.finish(SubmitResult(part(), Outcome.SENT, 7))
    work.settle()
    assert outcomes(shop) == [(1, Outcome.SENT)]


def test_a_late_result_makes_the_unknown_part_sent_once() -> None:
    shop = Notebook()
    work = Work(shop)
    work.finish(SubmitResult(part(), Outcome.UNKNOWN))
    work.credit(9)
    work.credit(9)
    assert outcomes(shop) == [(1, Outcome.UNKNOWN), (1, Outcome.SENT)]
    assert shop.results[1].reference == 9


def test_a_late_result_that_cannot_be_read_proves_nothing() -> None:
    shop = Notebook()
    work = Work(shop)
    work.finish(SubmitResult(part(), Outcome.UNKNOWN))
    work.credit(None)
    work.credit(9)
    assert outcomes(shop) == [(1, Outcome.UNKNOWN)]


def test_a_late_result_is_not_taken_for_that_of_an_earlier_part_once_another_is_on_air() -> None:
    shop = Notebook()
    work = Work(shop)
    work.finish(SubmitResult(part(), Outcome.UNKNOWN))
    work.body_goes_out(part(2))
    work.credit(9)
    work.finish(SubmitResult(part(2), Outcome.SENT, 10))
    assert outcomes(shop) == [(1, Outcome.UNKNOWN), (2, Outcome.SENT)]


def test_a_part_that_waits_is_judged_again_when_something_was_received() -> None:
    shop = Notebook()
    work = Work(shop)
    work.waiting = part()
    work.give_back()
    work.give_back()
    assert outcomes(shop) == [(1, Outcome.NOT_SENT)]
