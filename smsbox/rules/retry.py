"""When a part that the network refused for now is tried again (reliability.md S13)."""

from datetime import timedelta

BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))
"""Waits after the first, second and third temporary refusal; after one more the part has failed."""

REPORT_TIME = timedelta(minutes=1)
"""How long a part that may be on air, though its SIM or network refused it, waits for a report before it goes again.

A phone in reach is reported within seconds. The modem must be ready for as long: without a network it hears of nothing.
"""

JITTER = 0.3
"""Share by which a wait is made shorter or longer, so that many parts do not come back at once."""


def wait_after(rejects: int, chance: float) -> timedelta | None:
    """How long a part waits after its `rejects`-th refusal (1 is the first); None when it has failed.

    `chance` is a random number in [0, 1).
    """
    if rejects > len(BACKOFF):
        return None
    return BACKOFF[rejects - 1] * (1 + JITTER * (2 * chance - 1))
