"""kill -9 at random moments: the daemon is started, killed while it sends, and started again."""

import random
from collections.abc import Sequence

from tests.fakes.air import Verdict
from tests.fakes.rig import SMSBOX, Rig
from tests.fakes.waiting import pause, until

BETWEEN = (3, 30)
"""Texts that go on air between two kills."""

LATEST = 0.03
"""Seconds after the last of them by which the kill comes."""

LIFE = 30.0
"""Seconds in which a daemon must get so far."""


def send_through_kills(rig: Rig, count: int, kills: int, seed: int, program: Sequence[str] = SMSBOX) -> Verdict:
    """Queues `count` texts and has them sent by a daemon that is killed `kills` times.

    Fails if a kill leaves more texts `unknown` than there are modems.
    """
    chance = random.Random(seed)
    rig.queue(count)
    for _ in range(kills):
        before = rig.times_unknown()
        wanted = rig.on_air() + chance.randint(*BETWEEN)
        daemon = rig.start(program)
        until(lambda wanted=wanted: rig.on_air() >= wanted or not rig.open_messages(), LIFE, "texts on air")  # type: ignore[misc]
        pause(chance.uniform(0, LATEST))
        assert daemon.running, daemon.words()
        daemon.kill()
        assert rig.open_messages(), "nothing left to send: the kill came too late, queue more texts"
        assert rig.times_unknown() <= before + len(rig.modems)
    daemon = rig.start(program)
    rig.until_settled(LIFE + count * 0.1)
    daemon.ask_to_end()
    assert daemon.wait(LIFE) == 0
    assert rig.times_unknown() <= kills * len(rig.modems)
    return rig.judge()
