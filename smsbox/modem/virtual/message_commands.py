"""Message commands in PDU mode (3GPP TS 27.005 §3)."""

from smsbox.modem.virtual.answers import cms
from smsbox.modem.virtual.card import unlocked
from smsbox.modem.virtual.context import Context, Handler, accepted, one_of, refuse_unless
from smsbox.modem.virtual.delivery import LONGEST_PDU, tpdu_length
from smsbox.modem.virtual.requests import Form, Request
from smsbox.modem.virtual.state import Store, Stored

# The store of status reports, which only the memory for reading and deleting can be (3GPP TS 27.005 §3.1).
REPORTS = "SR"
# `<n>` of `+CNMA` that asks the network to send the message again (3GPP TS 27.005 §4.7).
REFUSED = 2
# `<stat>` of received messages in PDU mode, and the one that stands for all.
UNREAD, READ, ALL = 0, 1, 4
INTERNATIONAL, UNKNOWN_TYPE = 145, 129


def _send(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    refuse_unless(request, Form.SET)
    unlocked(context.device, "CMS")
    length = request.number()
    if not 1 <= length <= LONGEST_PDU:
        raise cms(304)
    context.answer.expects = length
    return []


def _list(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ["+CMGL: (0-4)"]
    wanted = one_of(request.number(default=UNREAD), range(5))
    lines = []
    for index, message in sorted(_store(context).slots.items()):
        status = UNREAD if message.unread else READ
        if wanted in {status, ALL}:
            lines += [f"+CMGL: {index},{status},,{tpdu_length(message.pdu)}", message.pdu]
            message.unread = False
    return lines


def _read(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    message = _slot(context, request.number())
    status = UNREAD if message.unread else READ
    message.unread = False
    return [f"+CMGR: {status},,{tpdu_length(message.pdu)}", message.pdu]


def _delete(context: Context, request: Request) -> list[str]:
    store = _store(context)
    if request.form is Form.TEST:
        indexes = ",".join(str(index) for index in sorted(store.slots))
        return [f"+CMGD: ({indexes}),(0-4)"]
    index, scope = request.number(), one_of(request.number(1, 0), range(5))
    if scope == 0:
        if index not in store.indexes:
            raise cms(321)
        chosen = [index] if index in store.slots else []
    else:
        chosen = [index for index, message in store.slots.items() if scope == 4 or not message.unread]
    for index in chosen:
        del store.slots[index]
        context.radio.counts.deleted += 1
        context.ledger.write("delete", index=index)
    return []


def _stores(context: Context, request: Request) -> list[str]:
    session, names = context.device.session, context.device.model.storing.stores
    writable = [name for name in names if name != REPORTS]
    if request.form is Form.TEST:
        groups = [",".join(f'"{name}"' for name in group) for group in (names, writable, writable)]
        return ["+CPMS: " + ",".join(f"({group})" for group in groups)]
    unlocked(context.device, "CMS")
    if request.form is Form.READ:
        return ["+CPMS: " + ",".join(f'"{name}",{_usage(context, name)}' for name in session.stores)]
    refuse_unless(request, Form.SET)
    wanted = request.arguments
    if len(wanted) > 3 or wanted[0] not in names or not set(wanted[1:]) <= set(writable):
        raise cms(302)
    first, second, third = [*wanted, *session.stores[len(wanted) :]]
    session.stores = (first, second, third)
    return ["+CPMS: " + ",".join(_usage(context, name) for name in session.stores)]


def _usage(context: Context, name: str) -> str:
    store = context.device.store(name)
    return f"{len(store.slots)},{store.capacity}"


def _format(_context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ["+CMGF: (0)"]
    if request.form is Form.READ:
        return ["+CMGF: 0"]
    if request.number(default=0) != 0:
        raise cms(303)
    return []


def _hints(context: Context, request: Request) -> list[str]:
    session, model = context.device.session, context.device.model
    if request.form is Form.TEST:
        return [f"+CNMI: (0-2),(0-3),(0,2),({','.join(map(str, sorted(model.claimed_routes)))}),(0,1)"]
    if request.form is Form.READ:
        return ["+CNMI: " + ",".join(map(str, session.hints))]
    allowed = (range(3), range(4), frozenset({0, 2}), model.report_routes, range(2))
    values = [request.number(place, old) for place, old in enumerate(session.hints)]
    if len(request.arguments) > len(values) or any(
        value not in choice for value, choice in zip(values, allowed, strict=True)
    ):
        raise cms(302)
    session.hints = (values[0], values[1], values[2], values[3], values[4])
    return []


def _service(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.TEST:
        return ["+CSMS: (0,1)"]
    if request.form is Form.READ:
        return [f"+CSMS: {session.service},1,1,1"]
    session.service = one_of(request.number(), range(2))
    return ["+CSMS: 1,1,1"]


def _acknowledge(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ["+CNMA: (0-2)"]
    if context.device.session.service == 0:
        raise cms(340)
    if context.device.model.acknowledged:
        wanted = one_of(request.number(default=0), range(3))
        context.radio.incoming.acknowledge(taken=wanted != REFUSED)
    return []


def _centre(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    sim = unlocked(context.device, "CMS")
    if request.form is Form.READ:
        kind = INTERNATIONAL if sim.smsc.startswith("+") or not sim.smsc else UNKNOWN_TYPE
        return [f"+CSCA: {context.quoted(sim.smsc)},{kind}"]
    refuse_unless(request, Form.SET)
    number = context.unquoted(request.arguments[0])
    digits = number.removeprefix("+")
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= 20):
        raise cms(304)
    wants_plus = request.number(1, UNKNOWN_TYPE) == INTERNATIONAL and bool(digits)
    sim.smsc = f"+{digits}" if wants_plus else number
    return []


def _more_messages(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.TEST:
        return ["+CMMS: (0-2)"]
    if request.form is Form.READ:
        return [f"+CMMS: {session.more_messages}"]
    session.more_messages = one_of(request.number(), range(3))
    return []


def _store(context: Context) -> Store:
    unlocked(context.device, "CMS")
    return context.device.store(context.device.session.stores[0])


def _slot(context: Context, index: int) -> Stored:
    try:
        return _store(context).slots[index]
    except KeyError:
        raise cms(321) from None


HANDLERS: dict[str, Handler] = {
    "+CMGS": _send,
    "+CMGL": _list,
    "+CMGR": _read,
    "+CMGD": _delete,
    "+CPMS": _stores,
    "+CMGF": _format,
    "+CNMI": _hints,
    "+CSMS": _service,
    "+CNMA": _acknowledge,
    "+CSCA": _centre,
    "+CMMS": _more_messages,
    "+CSAS": accepted,
}
