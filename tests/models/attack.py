"""Letting hypothesis loose on the shop, and counting what went on air meanwhile."""

from collections import Counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.models.machine import Shop


def attack(examples: int, steps: int, *, at_random: bool = False, shrink: bool = True) -> Counter[str]:
    """So many runs of so many acts; raises AssertionError with the shortest that texts somebody wrongly.

    The same runs each time, unless they are wanted `at_random`.
    """
    seen: Counter[str] = Counter()

    class Counted(Shop):
        def teardown(self) -> None:
            if hasattr(self, "box"):
                seen.update(self.box.oracle.seen)
            super().teardown()

    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=not at_random,
        phases=phases,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Counted, settings=wanted)
    return seen
