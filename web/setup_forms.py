"""The forms of the set-up."""

from typing import Any

from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from smsbox.services.people import LONGEST_NAME as LONGEST_PERSON
from smsbox.services.people import LONGEST_PASSWORD
from smsbox.services.setting_keys import LONGEST_HELP, LONGEST_NAME
from web.forms import PageForm, stripped
from web.languages import later

TIME_OF_DAY = r"([01]?[0-9]|2[0-3]):[0-5][0-9]"


def one_line(_form: PageForm, field: Any) -> None:
    """Refuses what is no plain line."""
    if not field.data.isprintable():
        raise ValidationError(later("Write it on one line."))


def _time(label: str) -> StringField:
    return StringField(
        label, filters=[stripped], validators=[Regexp(TIME_OF_DAY + "$", message=later("Enter a time like 09:00."))]
    )


class CountryForm(PageForm):
    """What the page speaks, and where the shop is."""

    language = SelectField(later("Language"))
    region = SelectField(later("Country of the shop"))


class ZoneForm(PageForm):
    """Which of the country's clocks is the shop's."""

    zone = SelectField(later("What time is it in the shop?"))


class ShopForm(PageForm):
    """What customers see of the shop."""

    name = StringField(
        later("Name of the shop"),
        filters=[stripped],
        validators=[
            DataRequired(later("Enter the shop's name.")),
            Length(max=LONGEST_NAME, message=later("That name is too long. Shorten it.")),
            one_line,
        ],
    )
    help = StringField(
        later("How customers reach you"),
        filters=[stripped],
        validators=[
            DataRequired(later("Enter a phone number, an e-mail address or a web page.")),
            Length(max=LONGEST_HELP, message=later("That is too long. Shorten it.")),
            one_line,
        ],
    )


class PinForm(PageForm):
    """The SIM cards' PIN."""

    pin = PasswordField(
        later("PIN of the SIM card"),
        filters=[stripped],
        validators=[Regexp(r"[0-9]{4,8}$", message=later("Enter the PIN: 4 to 8 digits."))],
    )


class TestForm(PageForm):
    """Where the test text goes."""

    number = StringField(
        later("Your own phone number"),
        filters=[stripped],
        validators=[
            DataRequired(later("Enter your phone number.")),
            Length(max=60, message=later("That is too long for a number.")),
        ],
    )


class RulesForm(PageForm):
    """When texts may go out, and what the owner stands for."""

    notices_start = _time(later("Answers and notices from"))
    notices_end = _time(later("Answers and notices until"))
    offers_start = _time(later("Offers from"))
    offers_end = _time(later("Offers until"))
    consent = BooleanField(
        later("Your customers"),
        validators=[DataRequired(later("Tick this once it is so: offers go only to people who said yes."))],
    )
    operator = BooleanField(
        later("Your operator"),
        validators=[DataRequired(later("Ask your operator, then tick this. The set-up waits for you here."))],
    )


class OwnerForm(PageForm):
    """Who owns the box."""

    name = StringField(
        later("Your name"),
        filters=[stripped],
        validators=[
            DataRequired(later("Enter your name.")),
            Length(max=LONGEST_PERSON, message=later("That name is too long.")),
        ],
    )
    password = PasswordField(
        later("Password"),
        validators=[
            DataRequired(later("Enter a password.")),
            Length(max=LONGEST_PASSWORD, message=later("That password is too long.")),
        ],
    )
