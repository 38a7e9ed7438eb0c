"""What the cells of an imported table say about consent: only a clear yes is one (compliance.md 2.7). Pure text."""

from functools import lru_cache

from smsbox.rules.words.normal import normalise

CACHED_CELLS = 512
"""Different cells at hand: the rows of a table say the same few things about consent."""

_TICKS = frozenset("✓✔☑✅🗹")

YES = frozenset(
    (
        *("yes", "y", "true", "t", "1", "x", "ok", "okay", "on", "active", "agreed", "agree", "granted", "given"),
        *("subscribed", "subscriber", "optin", "opt in", "opted in", "accepted", "accepts", "confirmed", "consented"),
        *("ja", "j", "wahr", "aktiv", "angemeldet", "eingewilligt", "zugestimmt", "einverstanden", "abonniert"),
        *("oui", "o", "vrai", "actif", "inscrit", "inscrite", "abonne", "abonnee", "accepte", "d accord", "daccord"),
        *("si", "s", "verdadero", "activo", "activa", "suscrito", "suscrita", "acepta", "acepto", "de acuerdo"),
        *("vero", "attivo", "attiva", "iscritto", "iscritta", "accetto", "accettato", "accetta"),
        *("sim", "verdadeiro", "ativo", "ativa", "inscrito", "inscrita", "aceito", "aceita"),
        *("tak", "prawda", "aktywny", "aktywna", "zapisany", "zapisana", "zgoda"),
        *("evet", "dogru", "abone", "kabul", "onayli", "onayladi"),
    )
)
"""What a cell of a column about consent says of somebody who agreed, as `normalise` leaves it, in all languages."""

NO = frozenset(
    (
        *("no", "n", "false", "f", "0", "none", "never", "null", "nil", "na", "n a", "off", "not"),
        *("nein", "nee", "nie", "falsch", "non", "faux", "falso", "nao", "falszywe", "falsz", "hayir", "yanlis"),
    )
)
"""What a cell says where there is nothing, as `normalise` leaves it."""

_DASHES = frozenset("-–—")


@lru_cache(CACHED_CELLS)
def says_yes(cell: str) -> bool:
    """Whether a cell of a column about consent is a clear yes; one with a question mark is none."""
    cell = cell.strip()
    return cell in _TICKS or ("?" not in cell and normalise(cell) in YES)


@lru_cache(CACHED_CELLS)
def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or says no."""
    cell = cell.strip()
    return not cell or cell in _DASHES or normalise(cell) in NO
