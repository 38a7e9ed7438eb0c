"""The modems and their SIMs."""

from flask import Response

from smsbox.services import modems
from smsbox.services.modems import ModemView
from web.api import access, queries
from web.api.answers import Document, answer, page_of, rfc3339, slice_of
from web.box import database, now


def document(modem: ModemView) -> Document:
    """A modem as the API shows it; `signal` is in dBm, `queue` and `budget` count message parts and recipients."""
    return {
        "id": modem.id,
        "port": modem.port,
        "model": modem.model,
        "imei": modem.imei,
        "iccid": modem.iccid,
        "number": modem.number,
        "operator": modem.operator,
        "registration": modem.registration,
        "signal": modem.signal_dbm,
        "technology": modem.technology,
        "seconds_per_part": modem.seconds_per_part,
        "clock_ahead": modem.clock_ahead,
        "pin_tries": modem.pin_tries,
        "state": modem.state,
        "words": modem.words,
        "queue": modem.queue,
        "budget": {
            "used": modem.used_today,
            "left": modem.left_today,
            "recipients": modem.recipients_today,
            "recipients_left": modem.recipients_left_today,
            "month": {
                "since": modem.month_since.isoformat(),
                "used": modem.used_this_month,
                "left": modem.left_this_month,
                "recipients": modem.recipients_this_month,
                "recipients_left": modem.recipients_left_this_month,
            },
        },
        "balance": modem.balance,
        "balance_text": modem.balance_text,
        "balance_at": rfc3339(modem.balance_at),
        "last_error": modem.last_error,
    }


def find() -> Response:
    """GET /modems, in the order in which the box first saw them."""
    query = queries.read()
    views = modems.all_modems(database(), now=now())
    return page_of(slice_of(views, lambda modem: modem.id, query.after, query.limit), document)


def resume(modem_id: str) -> Response:
    """POST /modems/{id}/resume: its SIM, which the box had set aside, sends again."""
    queries.nothing()
    return answer(document(modems.resume(database(), queries.row_id(modem_id, "modem"), by=access.by(), now=now())))
