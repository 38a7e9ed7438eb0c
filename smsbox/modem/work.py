"""The part a session was given: waiting, on air, or in doubt; and its one result, whatever happens to the modem."""

from smsbox.modem.status import Outcome, Sink, Submission, SubmitResult


class Work:
    """Filled by the dispatcher's thread while `idle`, worked off by the session's."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.waiting: Submission | None = None
        self._on_air: Submission | None = None
        self._in_doubt: Submission | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing was given that has not ended."""
        return self.waiting is None and self._on_air is None

    def body_goes_out(self, submission: Submission) -> None:
        """From now on the text may be on air: without a result its fate is not known."""
        self._on_air, self.waiting, self._in_doubt = submission, None, None

    def finish(self, result: SubmitResult) -> None:
        """The one result of the submission."""
        self.waiting = None
        self._on_air = None
        if result.outcome is Outcome.UNKNOWN:
            self._in_doubt = result.submission
        self._sink.finished(result)

    def give_back(self) -> None:
        """A text that was handed over and not begun is judged again: what was kept meanwhile may be a STOP (S26)."""
        waiting = self.waiting
        if waiting is not None:
            self.waiting = None
            self._sink.finished(SubmitResult(waiting, Outcome.NOT_SENT))

    def settle(self) -> None:
        """The modem is gone: what was on air is not known, what waited goes back."""
        on_air, self._on_air = self._on_air, None
        if on_air is not None:
            self._sink.finished(SubmitResult(on_air, Outcome.UNKNOWN))
        self.give_back()

    def credit(self, reference: int | None) -> None:
        """A result that nobody waits for any more belongs to the last text whose fate is not known (S8)."""
        submission, self._in_doubt = self._in_doubt, None
        if submission is not None and reference is not None:
            self._sink.finished(SubmitResult(submission, Outcome.SENT, reference))
