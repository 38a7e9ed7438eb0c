"""The forms of a campaign: what is written, and when it begins."""

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import AnyOf, InputRequired, Length, Optional, Regexp, ValidationError

from smsbox.services.campaigns import LONGEST_NAME
from web.forms import FORM_KEY, LONGEST_TEXT, PageForm, normalised, stripped
from web.languages import gettext, later


class CampaignForm(PageForm):
    """Step 1: to whom, and what; the key makes one draft of one page, however often it is kept."""

    key = HiddenField(
        validators=[Optional(), Regexp(FORM_KEY, message=later("This form is too old. Start again from Send."))]
    )

    lists = SelectMultipleField(
        later("Who is it for?"), validate_choice=False, validators=[InputRequired(later("Tick a list."))]
    )
    text = TextAreaField(
        later("Your message"),
        filters=[normalised],
        validators=[
            InputRequired(later("Write your message.")),
            Length(max=LONGEST_TEXT, message=later("That message is too long. Make it shorter.")),
        ],
    )
    name = StringField(
        later("Name for your own list"),
        filters=[stripped],
        validators=[Length(max=LONGEST_NAME, message=later("That name is too long."))],
    )


class MoveForm(PageForm):
    """When something that is planned is to begin instead."""

    date = DateField(later("Day"), validators=[InputRequired(later("Enter the day and the time."))])
    time = TimeField(later("Time"), validators=[InputRequired(later("Enter the day and the time."))])


class StartForm(PageForm):
    """Step 2: when, and that the number of people and the text were read; `seen` is the draft's stamp."""

    people = HiddenField()
    seen = HiddenField()
    when = StringField(
        later("When"), default="now", validators=[AnyOf(("now", "later"), message=later("Choose when it begins."))]
    )
    date = DateField(later("Day"), validators=[Optional()])
    time = TimeField(later("Time"), validators=[Optional()])
    look_first = BooleanField()
    agreed = BooleanField(validators=[InputRequired(later("Tick that you have checked it."))])

    def validate_when(self, field: StringField) -> None:
        """A later start needs its day and time."""
        if field.data == "later" and (self.date.data is None or self.time.data is None):
            raise ValidationError(gettext("Enter the day and the time."))
