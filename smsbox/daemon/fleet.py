"""The modems' sessions: begun for ports given by hand, or for what is found on the USB; moved as their ports are."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from smsbox.modem.finder import Found, Lookout
from smsbox.modem.recorder import Recorder, Tape
from smsbox.modem.session import Session
from smsbox.modem.status import Sink

log = logging.getLogger(__name__)

MakeSink = Callable[[Session], Sink]


class Fleet:
    """Every session of the daemon, by its port where that was given, else by the modem's place on the USB.

    Without `ports` modems are looked for. All methods are for one thread.
    """

    def __init__(self, ports: Sequence[Path], sink: MakeSink, lookout: Lookout, recorder: Recorder | None) -> None:
        self._ports = ports
        self._sink = sink
        self._lookout = lookout
        self._recorder = recorder
        self._sessions: dict[Path | str, Session] = {}

    def stirred(self) -> bool:
        """Whether something was plugged in or pulled out, so that it is time to `look`."""
        if self._ports:
            return False
        return self._lookout.stirred() or any(session.astray for session in self._sessions.values())

    def look(self) -> None:
        """Begins sessions for what is there, and tells those that there are where their modems are now."""
        for path in self._ports:
            if path not in self._sessions:
                self._begin(path, Session(path, self._sink, tape=self._tape(path.name)))
        if not self._ports:
            self._look_at({found.device: found for found in self._lookout.find().modems})

    def _look_at(self, modems: dict[str, Found]) -> None:
        """A modem is known by its place on the USB: its ports may get other names, and its old names another modem."""
        for device, session in self._sessions.items():
            if device not in modems:
                session.moved((), None)
        for device, found in modems.items():
            paths = (found.path, *found.others)
            if device in self._sessions:
                self._sessions[device].moved(paths, found.usb)
            else:
                tape = self._tape(device)
                session = Session(found.path, self._sink, others=found.others, usb=found.usb, device=device, tape=tape)
                self._begin(device, session)

    def _begin(self, key: Path | str, session: Session) -> None:
        self._sessions[key] = session
        session.start()

    def _tape(self, name: str) -> Tape | None:
        if self._recorder is None:
            return None
        try:
            return self._recorder.tape(name)
        except OSError as fault:
            log.warning("The modem at %s is not recorded: %s", name, fault.strerror)
            return None

    def stop(self, patience: float, last_words: float) -> None:
        """Nothing new is begun, what is on air may take `patience` seconds, and threads `last_words` more to end."""
        for session in self._sessions.values():
            session.stop(patience)
        for session in self._sessions.values():
            if not session.join(patience + last_words):
                log.warning("Modem at %s did not end in time", session.path)
