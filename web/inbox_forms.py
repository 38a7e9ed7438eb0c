"""Looking for a conversation."""

from wtforms import StringField

from smsbox.store.search import LONGEST_QUERY
from web.forms import PageForm
from web.languages import later


class FindForm(PageForm):
    """Whose conversation, or what was written in it."""

    class Meta:
        csrf = False  # it only asks

    q = StringField(
        later("Find a name, number or word"),
        filters=[lambda value: value.strip()[:LONGEST_QUERY] if isinstance(value, str) else ""],
    )
