"""The few error types of the product; each message says what the user can do."""


class SmsboxError(Exception):
    """Something went wrong that one sentence to the user can explain; `str()` is that sentence in English."""

    @property
    def sentence(self) -> str:
        """The sentence as it was given: one made by `smsbox.sentences` can be translated."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class BadInput(SmsboxError):
    """What a person or a program gave cannot be used; nothing was changed.

    `field` names the offending input (a flag, a JSON member, a form field) where there is one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(SmsboxError):
    """What was asked for does not exist."""


class Conflict(SmsboxError):
    """The thing exists, but its state does not allow what was asked; nothing was changed."""


class UndecodablePdu(SmsboxError):
    """A PDU breaks 3GPP TS 23.040; it is kept raw and shown to staff, never dropped."""


class StoreFault(SmsboxError):
    """The database cannot be trusted to keep what it is given (wrong pragma, unknown schema, I/O error)."""


class PortLost(SmsboxError):
    """The modem's port is gone or does not take bytes any more."""
