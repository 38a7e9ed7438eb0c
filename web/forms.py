"""The page's forms: what a field takes, and what it says when it does not."""

from functools import lru_cache
from typing import Any, ClassVar

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from wtforms import BooleanField, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.i18n import messages_path
from wtforms.validators import AnyOf, InputRequired, Length, Regexp

from smsbox.errors import BadInput, Conflict
from smsbox.services.people import LONGEST_NAME, LONGEST_PASSWORD
from smsbox.sms.characters import normalise
from web.box import kept
from web.languages import here, later, translated

LONGEST_TEXT = 4000
"""Characters that a text field takes before the segment limit speaks; keeps what is counted small."""

FORM_KEY = r"[A-Za-z0-9_-]{8,64}"

LANES = (
    (
        "transactional",
        later("Their own order, booking or question"),
        later("No offers in it. Goes to anybody who did not say STOP."),
    ),
    ("promotional", later("An offer or news"), later("Only goes to people who said yes to offers.")),
)
"""The lanes that staff choose from: the lane's word, what it is about, what holds for it."""

csrf = CSRFProtect()


class PageForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """What all forms share."""

    class Meta:
        """Where WTForms looks for its own sentences."""

        def get_translations(self, _form: FlaskForm) -> NullTranslations:
            """Those in this request's language."""
            return _own_sentences(here())

    CALLED: ClassVar = {"to": "number", "list": "lists"}
    """Fields that the services call otherwise than the forms do."""

    def problems(self) -> list[tuple[str, str]]:
        """Each wrong field's id and a sentence about it, in the order of the page."""
        return [(field.id, str(error)) for field in self for error in field.errors]

    def place(self, refusal: BadInput | Conflict) -> str:
        """Puts what was refused beside its field; returns it where it has none."""
        said = translated(refusal.sentence)
        name = refusal.field or "" if isinstance(refusal, BadInput) else ""
        field = self._fields.get(self.CALLED.get(name, name))
        if field is None:
            return said
        field.errors = [said]
        return ""


@lru_cache(16)
def _own_sentences(locale: Locale) -> NullTranslations:
    # Flask-WTF reads its catalogue anew at every request that has a form in it.
    return Translations.load(messages_path(), [locale], domain="wtforms")


def install(app: Flask) -> None:
    """Checks the session's key in every form, and gives templates `csrf_token`: once for a page of many forms."""
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = lambda: kept("form_key", generate_csrf)


def normalised(value: Any) -> str:
    """A text field's value as it is counted and sent."""
    return normalise(value) if isinstance(value, str) else ""


def stripped(value: Any) -> str:
    """A line without the space around it."""
    return value.strip() if isinstance(value, str) else ""


class SignInForm(PageForm):
    """Name and password."""

    name = StringField(
        later("Your name"),
        filters=[stripped],
        validators=[
            InputRequired(later("Enter your name.")),
            Length(max=LONGEST_NAME, message=later("That name is too long.")),
        ],
    )
    password = PasswordField(
        later("Password or PIN"),
        validators=[
            InputRequired(later("Enter your password or PIN.")),
            Length(max=LONGEST_PASSWORD, message=later("That password is too long.")),
        ],
    )


class WriteForm(PageForm):
    """One text to one number."""

    LANES = LANES

    key = HiddenField(validators=[Regexp(FORM_KEY, message=later("This form is too old. Start again from Send."))])
    number = StringField(
        later("Phone number"),
        filters=[stripped],
        validators=[
            InputRequired(later("Enter the phone number.")),
            Length(max=60, message=later("That is too long for a number.")),
        ],
    )
    text = TextAreaField(
        later("Your message"),
        filters=[normalised],
        validators=[
            InputRequired(later("Write your message.")),
            Length(max=LONGEST_TEXT, message=later("That message is too long. Make it shorter.")),
        ],
    )
    lane = StringField(
        later("What is it about?"),
        default="transactional",
        validators=[AnyOf([word for word, *_ in LANES], message=later("Choose what the text is about."))],
    )
    urgent = BooleanField(later("Send it now, even at night"))


class AnswerForm(PageForm):
    """An answer in a conversation."""

    key = HiddenField(
        validators=[Regexp(FORM_KEY, message=later("This form is too old. Open the conversation again."))]
    )
    text = TextAreaField(
        later("Your answer"),
        filters=[normalised],
        validators=[
            InputRequired(later("Write your answer.")),
            Length(max=LONGEST_TEXT, message=later("That answer is too long. Make it shorter.")),
        ],
    )
