"""Forms about people: staff, their PINs and passwords, the printed code."""

from flask import flash
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from smsbox.errors import BadInput, Conflict
from smsbox.rules.roles import ROLES, Role
from smsbox.services import people
from smsbox.services.passwords import LONGEST
from smsbox.services.people import LONGEST_NAME
from web.box import by, database, now
from web.forms import PageForm
from web.languages import gettext, later

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

    def add(self) -> str | None:
        """Adds somebody new and says so (None), or puts what is wrong by its field; a sentence that has no field."""
        if self.validate() and not self.password.data:
            self.password.errors = [gettext("Enter a PIN or password.")]
        if self.problems():
            return ""
        try:
            added = people.add_person(
                database(), self.name.data, self.role.data, self.password.data, by=by(), now=now()
            )
        except (BadInput, Conflict) as refusal:
            return self.place(refusal)
        flash(gettext("%(name)s may sign in now.", name=added.name), "good")
        return None
