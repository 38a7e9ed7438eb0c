"""The form of a word that people text."""

from typing import ClassVar

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from smsbox.services.keywords import LONGEST_WORD
from web.forms import LONGEST_TEXT, PageForm, normalised, stripped
from web.languages import later


class AnswerForm(PageForm):
    """What a word does: the list that it joins, if any, and what is answered."""

    CALLED: ClassVar = {"text": "answer"}

    list = StringField(later("What does it do?"))
    answer = TextAreaField(
        later("Your answer"),
        filters=[normalised],
        validators=[Length(max=LONGEST_TEXT, message=later("That answer is too long. Make it shorter."))],
    )


class KeywordForm(AnswerForm):
    """A new word; `sure` holds the one that was warned about and shall be made all the same."""

    word = StringField(
        later("The word"),
        filters=[stripped],
        validators=[
            InputRequired(later("Enter the word that people shall text.")),
            Length(max=2 * LONGEST_WORD, message=later("That word is too long: 20 letters at most.")),
        ],
    )
    sure = HiddenField()
