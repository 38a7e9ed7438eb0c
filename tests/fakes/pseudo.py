"""A language for tests: every sentence of a catalogue stands in brackets and is longer, so that others are seen."""

from functools import lru_cache

from babel.support import NullTranslations

from web import catalogues

OPEN, CLOSE = "⟦", "⟧"
LONGER = "~~~"
"""What German adds to a short label, about."""


@lru_cache(1)
def known() -> frozenset[str]:
    """Every sentence that translators are given, each plural form for itself."""
    ids = (message.id for message in catalogues.extract() if message.id)
    return frozenset(form for one in ids for form in ([one] if isinstance(one, str) else one))


class Pseudo(NullTranslations):
    """Finds a translation for everything that translators are given, and for nothing else."""

    def gettext(self, message: str) -> str:
        """`⟦Send~~~⟧` for `Send`."""
        return f"{OPEN}{message}{LONGER}{CLOSE}" if message in known() else message

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        """The English form for `num`."""
        return self.gettext(msgid1 if num == 1 else msgid2)

    ugettext = gettext
    ungettext = ngettext
