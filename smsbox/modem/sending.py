"""Sending one part: encode, prompt, body, result; and what each way of failing says about the text."""

import logging

from smsbox.at import codes
from smsbox.at.codes import SubmitClass
from smsbox.at.engine import Command
from smsbox.at.events import FinalKind, Reply
from smsbox.at.replies import BadReply, cmgs
from smsbox.errors import BadInput
from smsbox.modem.link import Link, Silence
from smsbox.modem.status import Outcome, Submission, SubmitResult
from smsbox.modem.work import Work
from smsbox.sms import submit
from smsbox.sms.submit import SubmitPdu

log = logging.getLogger(__name__)

OUTCOMES = {
    SubmitClass.ACCEPTED: Outcome.SENT,
    SubmitClass.PERMANENT: Outcome.REFUSED,
    SubmitClass.TEMPORARY: Outcome.REFUSED_FOR_NOW,
    SubmitClass.DEVICE: Outcome.REFUSED_BY_DEVICE,
    SubmitClass.NOT_SENT: Outcome.MODEM_TROUBLE,
    SubmitClass.AMBIGUOUS: Outcome.UNKNOWN,
}


def send(link: Link, work: Work, submission: Submission, reference: int) -> SubmitResult:
    """The submission's result; `reference` is the TP-MR it asks for. Raises Silence, PortLost or Stopped.

    Every text asks for a status report: it tells of one whose result was lost, or was an error though it went out.

    After an exception `work` knows whether the body had gone out.
    """
    try:
        pdu = submit.encode(
            submission.number,
            submission.text,
            encoding=submission.encoding,
            reference=reference,
            concat=submission.concat,
            validity=submission.validity,
            flash=submission.flash,
        )
    except BadInput as fault:
        return SubmitResult(submission, Outcome.REFUSED, words=str(fault))
    return _hand_over(link, work, submission, pdu)


def _hand_over(link: Link, work: Work, submission: Submission, pdu: SubmitPdu) -> SubmitResult:
    command = Command(f"AT+CMGS={pdu.length}", prefixes=("+CMGS:",), prompts=True)
    try:
        refusal = link.ask_prompt(command)
    except Silence:
        link.resync()
        return SubmitResult(submission, Outcome.NOT_SENT)
    if refusal is not None:
        return _judge(submission, refusal, body_sent=False)
    work.body_goes_out(submission)
    try:
        reply = link.send_body(pdu.hex)
    except Silence:
        link.late_results.clear()
        link.resync()
        references = [found for line in link.late_results if (found := reference_in(line)) is not None]
        link.late_results.clear()
        if references:
            return SubmitResult(submission, Outcome.SENT, references[0])
        return SubmitResult(submission, Outcome.UNKNOWN)
    return _judge(submission, reply, body_sent=True)


def _judge(submission: Submission, reply: Reply, *, body_sent: bool) -> SubmitResult:
    if reply.result.ok and body_sent:
        return SubmitResult(submission, Outcome.SENT, next(map(reference_in, reply.lines), None))
    outcome = OUTCOMES[codes.classify(reply.result, body_sent)]
    if outcome is Outcome.SENT:
        return SubmitResult(submission, outcome)
    words = codes.explain(reply.result)
    log.info("A text was refused: %s (%s)", words, reply.result.text)
    code = reply.result.code if reply.result.kind is FinalKind.CMS else None
    return SubmitResult(submission, outcome, words=words, code=code)


def reference_in(line: str) -> int | None:
    """The reference that a +CMGS line tells, None if it cannot be read."""
    try:
        return cmgs(line)
    except BadReply:
        return None
