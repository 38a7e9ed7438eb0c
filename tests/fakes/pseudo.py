"""A language for tests: every sentence of a catalogue stands in brackets and is longer, so that others are seen."""

from babel.support import NullTranslations

OPEN, CLOSE = "⟦", "⟧"
LONGER = "~~~"
"""What German adds to a short label, about."""


class Pseudo(NullTranslations):
    """Finds a translation for everything."""

    def gettext(self, message: str) -> str:
        """`⟦Send~~~⟧` for `Send`."""
        return f"{OPEN}{message}{LONGER}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        """The English form for `num`."""
        return self.gettext(msgid1 if num == 1 else msgid2)

    ugettext = gettext
    ungettext = ngettext
