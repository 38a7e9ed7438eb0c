"""Forms about people: staff, their PINs and passwords, the printed code."""

from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from smsbox.rules.roles import ROLES, Role
from smsbox.services.passwords import LONGEST
from smsbox.services.people import LONGEST_NAME
from web.forms import PageForm
from web.languages import later

LONGEST_CODE = 60
"""Characters of a recovery code with whatever somebody types between its groups."""

ROLE_WORDS = {
    Role.TILL: (later("Till"), later("Sees the day and signs customers up.")),
    Role.STAFF: (later("Staff"), later("Writes texts and answers customers, too.")),
    Role.MANAGER: (later("Manager"), later("Sends to lists and pauses sending, too.")),
    Role.OWNER: (later("Owner"), later("Does everything: staff, settings, backups.")),
}
"""What each role is called, and what it adds to the one before."""

TOO_LONG = later("That password is too long.")


class RecoverForm(PageForm):
    """The printed code and a new password."""

    code = StringField(
        later("Recovery code"),
        validators=[
            InputRequired(later("Enter the code from the printed sheet.")),
            Length(max=LONGEST_CODE, message=later("That is too long for a code.")),
        ],
    )
    password = PasswordField(
        later("New password"),
        validators=[InputRequired(later("Enter a new password.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class PersonForm(PageForm):
    """Somebody new, or another role or password for somebody."""

    name = StringField(
        later("Name"),
        filters=[lambda value: value.strip() if isinstance(value, str) else ""],
        validators=[
            InputRequired(later("Enter a name.")),
            Length(max=LONGEST_NAME, message=later("That name is too long.")),
        ],
    )
    role = SelectField(later("What they may do"), choices=[role.value for role in ROLES], default=Role.STAFF.value)
    password = PasswordField(later("PIN or password"), validators=[Length(max=LONGEST, message=TOO_LONG)])
