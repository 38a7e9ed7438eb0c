"""Forms of the tablet at the counter: setting it up, and signing up on it."""

from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from smsbox.services.numbers import LONGEST_INPUT
from web.forms import PageForm, stripped
from web.languages import later

LONGEST_NAME = 40
"""Characters of a tablet's name: it stands in every row of the ledger that it makes."""


class StartForm(PageForm):
    """What this device is called, and which list it is for."""

    name = StringField(
        later("Name of this tablet"),
        filters=[stripped],
        validators=[
            DataRequired(later("Give this tablet a name.")),
            Length(max=LONGEST_NAME, message=later("That name is too long: 40 characters at most.")),
        ],
    )
    list = IntegerField(later("Which list do people join here?"))


class SignUpForm(PageForm):
    """A number, and the tick under the words that `wording` names."""

    number = StringField(
        later("Your mobile number"),
        filters=[stripped],
        validators=[
            DataRequired(later("Enter your mobile number.")),
            Length(max=LONGEST_INPUT, message=later("That is too long for a number.")),
        ],
    )
    agree = BooleanField(
        later("Tick this if you agree"), validators=[InputRequired(later("Tick the box if you agree."))]
    )
    wording = HiddenField(validators=[Regexp(r"[0-9]{1,18}")])
