"""The form that erases somebody: what is typed is checked against the number that stands beside it."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from web.forms import PageForm, stripped
from web.languages import later

DIGITS = 4
"""Last digits of the number that are typed: enough to know whom one erases, in every language."""


class EraseForm(PageForm):
    """The number's last digits, and that somebody looked who is asking."""

    digits = StringField(
        later("Type the last four digits of the number"),
        filters=[stripped],
        validators=[
            InputRequired(later("Type the last four digits of the number.")),
            Length(max=40, message=later("These are not the last four digits.")),
        ],
    )
    sure = BooleanField(
        later("They asked to be erased"), validators=[InputRequired(later("Tick that they have asked for it."))]
    )

    def fits(self, number: str) -> bool:
        """Whether the digits are those of the number (E.164)."""
        return "".join(filter(str.isdigit, self.digits.data))[-DIGITS:] == number[-DIGITS:]
