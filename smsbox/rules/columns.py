"""What the columns of an imported table are: header names in several languages. Pure text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from smsbox.rules.words.normal import normalise

_WORDS = {
    "number": "number phone mobile cell cellphone tel telephone mobilephone phonenumber mobilenumber nummer handy"
    " telefon handynummer telefonnummer mobil mobilnummer rufnummer numero portable mobilfunk movil celular telefono"
    " numerodetelephone numerodetelefono msisdn to cellulare gsm telemovel telefone telefoon mobiel",
    "name": "name fullname customer kunde nom client nombre cliente naam nome kundenname vollername",
    "date": "date consentdate datum optindate agreedon fecha agreedat einwilligungam dateconsentement",
    "source": "source consentsource quelle fuente origen herkunft provenance",
}

NAMES = {kind: frozenset(words.split()) for kind, words in _WORDS.items()}
"""Column → what its header may be, without accents, spaces and signs."""

_AGAINST = re.compile(
    "unsub|opt(?:ed|s|ing)?out|not?sub|no(?:t)?(?:sms|texts?|marketing|promo|offers|consent|optin)|donot|^dont|notext"
    "|revo[ck]|withdr[ae]w|blacklist|blocklist|blocked|suppress|inactive|removed|declined|refused|rejected"
    "|dnc$|dnd$|^(?:sms|texts?)?stop(?:p|ped|sms|texts?|list|date|at|on)?$|dostop"
    "|abmeld|abgemeld|abbestell|widerruf|gesperrt|gekundigt|inaktiv|keinesms|keinewerbung|austrag|ausgetragen"
    "|desabonn|desinscri|retraitdu?consen|refus|oppos|inactif|numerobloque|nepascontacter"
    "|^baja$|d[ao]d[ao]debaja|fechadebaja|bloquead|revoca|cancelad|inactiv|nocontactar|rechaz"
    "|disiscri|cancella|rifiut|inattiv|noncontattare|bloccat"
    "|descadastr|inativ|naocontatar|recusa|recusou"
    "|wypis|rezygn|cofni|sprzeciw|nieaktyw|odmow"
    "|iptal|abonelikten|engelli|aktifdegil|izinyok|^ret$"
    "|afgemeld|uitgeschreven|afmeld"
)
"""What stands in the header of a column that says who does not want texts, in all languages together."""

_CONSENT = re.compile(
    "consen|opt(?:ed|s|ing)?in|^agree[ds]?$|permission|subscri|accepts|marketing|newsletter|^active$"
    "|^(?:sms|texts?|marketing|contact|customer|member|user)?status$"
    "|^(?:sms|texts?)(?:ok|allowed|yes)?$|oktotext|cantext|maytext"
    "|einwillig|zustimm|einverst|abonniert|angemeldet|^aktiv$|^werbung|erlaubnis"
    "|^accord|abonne|inscrit|^actif$|^statut|autoris"
    "|autoriz|acept|suscri|^activo$|^estado$|permiso"
    "|iscri|accett|autorizz|^attivo$|^stato$"
    "|aceit|permissao|^ativo$"
    "|zgod|zapisan|aktywny"
    "|^izin|izni$|onay|^abone|^durum$|^aktif$"
    "|toestemming|^actief$"
)
"""What stands in the header of a column that says who agreed. A status may be another one: then it is no yes."""

_STATUS = re.compile(
    "status$|^statut|^estado$|^stato$|^durum$|^activ|^akti|^acti|^ativo|^attivo|newsletter|subscription|abonnement"
)
"""A column about consent that may tell more: it is kept as one of the person's fields as well."""

_MANNER = re.compile("(?:source|method|channel|wording|url|subscriberid)$")
"""How a header ends that tells how or where somebody agreed, and not whether."""

_OF_MAIL = re.compile("mail")
_OF_TEXTS = re.compile("sms|text")


@dataclass(frozen=True)
class Columns:
    """Where in a row what is; None where there is no such column. `fields` are the others, by their headers.

    Every one of `consents` has to say yes, and none of `against` anything but no. A row is up to `width` cells wide.
    """

    number: int
    name: int | None
    consents: tuple[int, ...]
    against: tuple[int, ...]
    date: int | None
    source: int | None
    fields: tuple[tuple[int, str], ...]
    width: int


def columns(header: Sequence[str]) -> Columns | None:
    """The columns by their headers; None if none of them is the number's."""
    plain = [_plain(cell) for cell in header]
    found = {kind: next((at for at, name in enumerate(plain) if name in names), None) for kind, names in NAMES.items()}
    if found["number"] is None:
        return None
    used = set(found.values())
    against = tuple(at for at, name in enumerate(plain) if at not in used and _AGAINST.search(name))
    used.update(against)
    speaking = [at for at, name in enumerate(plain) if _CONSENT.search(name) and not _MANNER.search(name)]
    consents = _of_texts([at for at in speaking if at not in used], plain)
    used.update(at for at in consents if not _STATUS.search(plain[at]))
    fields = tuple((at, cell.strip()) for at, cell in enumerate(header) if at not in used and cell.strip())
    width = max(at for at, cell in enumerate(header, start=1) if cell.strip())
    return Columns(
        found["number"], found["name"], tuple(consents), against, found["date"], found["source"], fields, width
    )


def _of_texts(consents: list[int], plain: Sequence[str]) -> list[int]:
    """Without those about e-mail alone, where another one speaks of texts."""
    if any(_OF_TEXTS.search(plain[at]) for at in consents):
        return [at for at in consents if _OF_TEXTS.search(plain[at]) or not _OF_MAIL.search(plain[at])]
    return consents


def _plain(header: str) -> str:
    return re.sub(r"[^a-z]", "", normalise(header))
