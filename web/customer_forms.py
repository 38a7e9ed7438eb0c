"""Forms about customers and the lists they say yes to."""

from typing import ClassVar

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Regexp

from smsbox.services import contacts, lists, wordings
from smsbox.services.numbers import LONGEST_INPUT
from smsbox.store.search import LONGEST_QUERY
from web.box import database
from web.forms import FORM_KEY, PageForm, stripped
from web.languages import later

LONGEST_SOURCE = 200
LONGEST_WORDING = 2000
"""Characters."""

LONGEST_ID = 19
"""Digits: SQLite's ids are shorter."""

TOO_OLD = later("This form is too old. Open the page again.")
TOO_LONG = later("That name is too long.")


def looked_at(value: object) -> str:
    """What of a search is looked at."""
    return value[:LONGEST_QUERY] if isinstance(value, str) else ""


class SearchForm(PageForm):
    """Whom somebody looks for."""

    class Meta:
        csrf = False  # it only asks

    q = StringField(later("Search by name or number"), filters=[looked_at])


class NumberForm(SearchForm):
    """Whose STOP somebody looks for."""

    q = StringField(later("Find a number"), filters=[looked_at])


class CounterForm(PageForm):
    """Somebody at the counter, by their number."""

    key = HiddenField(validators=[Regexp(FORM_KEY, message=TOO_OLD)])
    number = StringField(
        later("Phone number"),
        filters=[stripped],
        validators=[
            InputRequired(later("Enter the phone number.")),
            Length(max=LONGEST_INPUT, message=later("That is too long for a number.")),
        ],
    )


class NewForm(CounterForm):
    """Somebody who is to be a customer."""

    name = StringField(
        later("Name"), filters=[stripped], validators=[Length(max=contacts.LONGEST_NAME, message=TOO_LONG)]
    )
    lists = SelectMultipleField(later("They have read this and say yes to:"), validate_choice=False)
    wording = HiddenField(validators=[Length(max=LONGEST_WORDING)])
    """The words for lists that have none of their own."""
    own = SelectMultipleField(validate_choice=False)
    """The ids of the lists' own wordings that were shown."""

    def yes(self) -> dict[str, str]:
        """The ticked lists, each with the words that stood there."""
        ids = [int(each) for each in self.own.data if each.isascii() and each.isdigit() and len(each) < LONGEST_ID]
        own = {each.list: each.text for each in wordings.shown(database(), ids)}
        return {name: own.get(name, self.wording.data) for name in self.lists.data}


class CustomerForm(PageForm):
    """What the shop knows about somebody."""

    name = StringField(
        later("Name"), filters=[stripped], validators=[Length(max=contacts.LONGEST_NAME, message=TOO_LONG)]
    )
    notes = TextAreaField(
        later("Notes"),
        filters=[stripped],
        validators=[
            Length(max=contacts.LONGEST_VALUE, message=later("Those notes are too long: 500 characters at most."))
        ],
    )
    tags = StringField(
        later("Tags"),
        filters=[stripped],
        validators=[Length(max=200, message=later("Those tags are too long: 200 characters at most."))],
    )

    def tag_words(self) -> list[str]:
        """The tags that were typed."""
        return [tag.strip() for tag in self.tags.data.split(",") if tag.strip()]


class YesForm(PageForm):
    """What somebody said yes to, and with which words."""

    key = HiddenField(validators=[Regexp(FORM_KEY, message=TOO_OLD)])
    lists = SelectMultipleField(
        later("They say yes to:"), validate_choice=False, validators=[InputRequired(later("Tick a list."))]
    )
    source = StringField(
        later("How did they say it?"),
        filters=[stripped],
        validators=[
            InputRequired(later("Say how: on a paper form, at the counter, on the phone.")),
            Length(max=LONGEST_SOURCE, message=later("That is too long.")),
        ],
    )
    wording = TextAreaField(
        later("The words they read or heard"),
        filters=[stripped],
        validators=[
            InputRequired(later("Write the words that they agreed to.")),
            Length(max=LONGEST_WORDING, message=later("That is too long.")),
        ],
    )


class StopForm(CounterForm):
    """A STOP that somebody told the shop, and how."""

    HOW: ClassVar = {
        "counter": later("At the counter"),
        "phone": later("On the phone"),
        "writing": later("By letter or e-mail"),
    }

    how = StringField(
        later("How did they say it?"),
        default="counter",
        validators=[AnyOf(HOW, message=later("Choose how they said it."))],
    )


class ListForm(PageForm):
    """A list's name."""

    name = StringField(
        later("Name of the list"),
        filters=[stripped],
        validators=[
            InputRequired(later("Enter a name for the list.")),
            Length(max=lists.LONGEST_NAME, message=TOO_LONG),
        ],
    )
