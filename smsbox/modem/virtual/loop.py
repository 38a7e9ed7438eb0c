"""One thread's event loop: readable descriptors, due actions, and calls handed over by other threads."""

import contextlib
import heapq
import itertools
import os
import selectors
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

Action = Callable[[], None]

# Octets taken from the wake-up pipe at once; each stands for one call.
WAKE_READ = 4096


class Timer:
    """An action that will run once at a time, unless cancelled."""

    __slots__ = ("_action", "due")

    def __init__(self, due: float, action: Action) -> None:
        self.due = due
        self._action: Action | None = action

    def cancel(self) -> None:
        """Forget the action."""
        self._action = None

    def run(self) -> None:
        """Run the action if it is still wanted."""
        action, self._action = self._action, None
        if action is not None:
            action()


class Later(Protocol):
    """Runs an action after so many seconds."""

    def __call__(self, seconds: float, action: Action, /) -> Timer: ...


class Loop:
    """`run()` serves until `stop()`; only `call` and `stop` may be used from other threads."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._calls: deque[Action] = deque()
        self._stopping = False
        self._wake_out, self._wake_in = os.pipe()
        os.set_blocking(self._wake_out, False)
        os.set_blocking(self._wake_in, False)
        self.watch(self._wake_out, self._take_calls)

    def later(self, seconds: float, action: Action) -> Timer:
        """Run `action` after `seconds`."""
        timer = Timer(time.monotonic() + seconds, action)
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        return timer

    def watch(self, fd: int, readable: Action) -> None:
        """Call `readable` whenever `fd` has something to read or is closed by the other side."""
        self._selector.register(fd, selectors.EVENT_READ, (readable, None))

    def watch_writable(self, fd: int, readable: Action, writable: Action | None) -> None:
        """As `watch`, and call `writable` whenever `fd` takes octets; None goes back to reading only."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if writable else 0)
        self._selector.modify(fd, events, (readable, writable))

    def forget(self, fd: int) -> None:
        """Watch `fd` no more; to be called before it is closed."""
        with contextlib.suppress(KeyError):
            self._selector.unregister(fd)

    def call(self, action: Action) -> None:
        """Run `action` in the loop's thread, soon. Thread-safe."""
        self._calls.append(action)
        # A full pipe wakes the loop as well.
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_in, b"\0")

    def stop(self) -> None:
        """Make `run` return. Thread-safe."""
        self.call(self._stop)

    def run(self) -> None:
        """Serve until stopped."""
        while not self._stopping:
            self.step()

    def step(self) -> None:
        """Wait for the next thing that happens and do it."""
        for key, events in self._selector.select(self._patience()):
            # An earlier action of the same round may have taken this descriptor away.
            if self._selector.get_map().get(key.fd) is not key:
                continue
            readable, writable = key.data
            if events & selectors.EVENT_WRITE and writable is not None:
                writable()
            if events & selectors.EVENT_READ:
                readable()
        while self._timers and self._timers[0][0] <= time.monotonic():
            heapq.heappop(self._timers)[2].run()

    def close(self) -> None:
        """Free the loop's own descriptors."""
        self._selector.close()
        os.close(self._wake_in)
        os.close(self._wake_out)

    def _patience(self) -> float | None:
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None

    def _take_calls(self) -> None:
        os.read(self._wake_out, WAKE_READ)
        while self._calls:
            self._calls.popleft()()

    def _stop(self) -> None:
        self._stopping = True
