"""What the columns of an imported table are: header names in several languages. Pure text."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_WORDS = {
    "number": "number phone mobile cell cellphone tel telephone mobilephone phonenumber mobilenumber nummer handy"
    " telefon handynummer telefonnummer mobil mobilnummer rufnummer numero portable mobilfunk movil celular telefono"
    " numerodetelephone numerodetelefono msisdn to cellulare gsm telemovel telefone telefoon mobiel",
    "name": "name fullname customer kunde nom client nombre cliente naam nome kundenname vollername",
    "consent": "consent optin agreed permission einwilligung zustimmung consentement accord consentimiento subscribed",
    "date": "date consentdate datum optindate agreedon fecha agreedat einwilligungam dateconsentement",
    "source": "source consentsource quelle fuente origen herkunft provenance",
}

NAMES = {kind: frozenset(words.split()) for kind, words in _WORDS.items()}
"""Column → what its header may be, without accents, spaces and signs."""


@dataclass(frozen=True)
class Columns:
    """Where in a row what is; None where there is no such column. `fields` are the others, by their headers."""

    number: int
    name: int | None
    consent: int | None
    date: int | None
    source: int | None
    fields: tuple[tuple[int, str], ...]


def columns(header: Sequence[str]) -> Columns | None:
    """The columns by their headers; None if none of them is the number's."""
    plain = [_plain(cell) for cell in header]
    found = {kind: next((at for at, name in enumerate(plain) if name in names), None) for kind, names in NAMES.items()}
    if found["number"] is None:
        return None
    used = set(found.values())
    fields = tuple((at, cell.strip()) for at, cell in enumerate(header) if at not in used and cell.strip())
    return Columns(found["number"], found["name"], found["consent"], found["date"], found["source"], fields)


def _plain(header: str) -> str:
    apart = unicodedata.normalize("NFKD", header.casefold())
    return re.sub(r"[^a-z]", "", "".join(char for char in apart if not unicodedata.combining(char)))
