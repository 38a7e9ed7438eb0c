"""The modem's message stores: hints set up, every store swept, and nothing deleted before it is kept (S20-S25).

3GPP TS 27.005 §3.2.2 (AT+CPMS), §3.4.1 (AT+CNMI), §4.1-§4.3 (AT+CMGL, AT+CMGR, AT+CMGD).
"""

from collections.abc import Callable

from smsbox.at import replies
from smsbox.at.engine import Command
from smsbox.at.replies import BadReply, StoredMessage, StoreUse
from smsbox.modem.link import Link
from smsbox.modem.profiles.profile import Messages

SWEEP_TIMEOUT = 30.0
"""Seconds for AT+CMGL: a full SIM is slow to read."""

Keep = Callable[[tuple[str, ...]], frozenset[str]]
"""Keeps PDUs durably and returns those that should stay; what it raises means that nothing was kept."""


class Mailbox:
    """The stores of one modem, after `set_up`."""

    def __init__(self, family: Messages) -> None:
        self._family = family
        self._stores: tuple[str, ...] = ()
        self._selected = ""
        self._hints: str | None = None

    def set_up(self, link: Link) -> None:
        """PDU mode, the stores, hints for new texts, and reports as directly as the modem gives them."""
        link.ask(Command("AT+CMGF=0"))
        link.ask(Command(f"AT+CSMS={int(self._family.acknowledge)}", prefixes=("+CSMS:",)))
        offered = self._offered(link)
        self._selected = ""
        self._stores = tuple(name for name in self._family.stores if name in offered) or offered[:1]
        self._receive_into_first(link)
        for mode in self._family.cnmi:
            if link.ask(Command(f"AT+CNMI={mode}")).result.ok:
                break
        self._hints = _hints(link)

    def forgotten(self, link: Link) -> bool:
        """Whether the modem hints otherwise than it was set up to: it has restarted unseen, or given up hinting."""
        hints = _hints(link)
        return hints is not None and hints != self._hints

    def sweep(self, link: Link, keep: Keep) -> bool:
        """Empties every store into `keep`; whether any slot was freed."""
        freed = False
        for store in self._stores or ("",):
            freed = self._sweep_store(link, store, keep) or freed
        if self._family.report_store and self._family.report_store not in self._stores:
            self._sweep_store(link, self._family.report_store, keep)
            self._select(link, self._stores[0] if self._stores else "")
        return freed

    def acknowledge(self, link: Link) -> None:
        """Tells the network that a text it gave directly is kept."""
        if self._family.acknowledge:
            link.ask(Command("AT+CNMA"))

    def _offered(self, link: Link) -> tuple[str, ...]:
        reply = link.ask(Command("AT+CPMS=?", prefixes=("+CPMS:",)))
        try:
            return replies.cpms_choice(reply.lines[0]) if reply.result.ok and reply.lines else self._family.stores
        except BadReply:
            return self._family.stores

    def _receive_into_first(self, link: Link) -> None:
        """New texts go to the first store that the modem takes; the others may still hold old ones."""
        for store in self._stores:
            if link.ask(Command(f'AT+CPMS="{store}","{store}","{store}"', prefixes=("+CPMS:",))).result.ok:
                self._selected = store
                return

    def _select(self, link: Link, store: str) -> StoreUse | None:
        """Reads from `store` from now on; its use, None if the modem does not tell or does not have it."""
        command = f'AT+CPMS="{store}"' if store else "AT+CPMS?"
        reply = link.ask(Command(command, prefixes=("+CPMS:",)))
        if not reply.result.ok:
            return None
        self._selected = store
        try:
            return replies.cpms(reply.lines[0])[0] if reply.lines else None
        except (BadReply, IndexError):
            return None

    def _sweep_store(self, link: Link, store: str, keep: Keep) -> bool:
        use = self._select(link, store)
        if store and self._selected != store:
            return False
        if use is not None and use.used == 0:
            return False
        messages = [message for message in self._stored(link, use) if message.received]
        if not messages:
            return False
        stay = keep(tuple(message.pdu for message in messages))
        if use is not None and len(stay) > use.total // 2:
            stay = frozenset()  # unreadable texts are kept raw: they must not block the store
        freed = False
        for message in messages:
            if message.pdu not in stay:
                freed = link.ask(Command(f"AT+CMGD={message.index}")).result.ok or freed
        return freed

    def _stored(self, link: Link, use: StoreUse | None) -> list[StoredMessage]:
        """The store's messages; one by one where the modem cannot list them, slot 0 included."""
        reply = link.ask(Command("AT+CMGL=4", prefixes=("+CMGL:",)), SWEEP_TIMEOUT)
        if reply.result.ok:
            return replies.cmgl(reply.lines)
        found = []
        for index in range(use.total + 1 if use is not None and use.used else 0):
            single = link.ask(Command(f"AT+CMGR={index}", prefixes=("+CMGR:",)))
            if single.result.ok and single.lines:
                try:
                    found.append(replies.cmgr(single.lines, index))
                except BadReply:
                    continue
        return found


def _hints(link: Link) -> str | None:
    """How the modem hints now, in its own words; None if it does not tell."""
    reply = link.ask(Command("AT+CNMI?", prefixes=("+CNMI:",)))
    return reply.lines[0] if reply.result.ok and reply.lines else None
