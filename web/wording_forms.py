"""The form of a list's sign-up wording."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from smsbox.rules.policy import Policy
from smsbox.services import wordings
from smsbox.services.wordings import LONGEST_KINDS, LONGEST_TEXT
from web.forms import PageForm, stripped
from web.languages import later, translated

PER_MONTH = r"(?:[1-9]|[12][0-9]|3[01])$"
"""1 to wordings.MOST_PER_MONTH."""


class WordingForm(PageForm):
    """What people agree to: what kind of texts, how many in a month, and the very words."""

    kinds = StringField(
        later("What will you text them?"),
        filters=[stripped],
        validators=[
            InputRequired(later("Say what kind of texts will come, such as offers and news.")),
            Length(max=LONGEST_KINDS, message=later("That is too long: 100 characters at most.")),
        ],
    )
    per_month = StringField(
        later("How many texts a month, at most?"),
        filters=[stripped],
        validators=[Regexp(PER_MONTH, message=later("Enter a number from 1 to 31."))],
    )
    text = TextAreaField(
        later("The words they agree to"),
        filters=[stripped],
        validators=[
            InputRequired(later("Write the words, or let the box write them.")),
            Length(max=LONGEST_TEXT, message=later("That is too long: 1,000 characters at most.")),
        ],
    )

    def is_promise(self) -> bool:
        """Whether it is said what kind of texts will come, and how many."""
        return not self.kinds.errors and not self.per_month.errors

    def propose(self, policy: Policy) -> None:
        """Fills in the box's own words for what is promised."""
        self.text.data = wordings.proposal(policy, kinds=self.kinds.data, per_month=int(self.per_month.data))
        self.text.errors = []

    def check(self, policy: Policy) -> None:
        """Puts all that the words lack beside their field (compliance.md 2.5)."""
        if self.is_promise() and not self.text.errors:
            lacks = wordings.missing(policy, self.text.data, per_month=int(self.per_month.data))
            self.text.errors = [translated(sentence) for sentence in lacks]
