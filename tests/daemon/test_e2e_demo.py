"""`smsbox demo` from outside: the page answers, and 200 texts by the HTTP API leave over both modems."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.air import submits
from tests.fakes.rig import SMSBOX, Service, number
from tests.fakes.waiting import until
from tests.fakes.wire import answer

AHEAD = 20
"""Texts that one modem may be ahead while the machine gives the other no time."""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Service]:
    command = [*SMSBOX, "demo", "--listen", "127.0.0.1:0", "--latency", "0.05", "--data", str(tmp_path / "shop")]
    service = Service(command, tmp_path / "demo.log")
    yield service
    service.close()


def address(demo: Service) -> str:
    """Where the page is, as the demo says."""
    found = until(lambda: re.search(r"The page +(http://\S+)", demo.words()), 10, demo.words)
    return found[1]


def test_the_demo_is_well_and_lets_the_owner_in_by_its_link(demo: Service) -> None:
    url = address(demo)
    until(lambda: answer(f"{url}/healthz")[0] == 200, 10, "a box that is well")
    link = re.search(r"http://\S+/sign-in/\S+", demo.words())
    assert link
    status, page = answer(link[0])
    assert status == 200
    assert b"Corner Shop" in page
    demo.ask_to_end()
    assert demo.wait(10) == 0


def test_somebody_joins_the_list_as_the_demo_says(tmp_path: Path, demo: Service) -> None:
    until(lambda: answer(f"{address(demo)}/healthz")[0] == 200, 10, "a box that is well")
    line = re.search(r"Join a list +\S+ (phone --data \S+ (\S+) \S+)", demo.words())
    assert line
    subprocess.run([*SMSBOX, *line[1].split()], check=True, timeout=30)
    show = [*SMSBOX, "phone", "--data", str(tmp_path / "shop"), line[2], "--show"]
    until(lambda: "you are on our list" in subprocess.check_output(show, text=True), 20, "the welcome")


def test_two_hundred_texts_by_the_api_leave_alternating_over_both_modems_and_none_twice(
    tmp_path: Path, demo: Service
) -> None:
    url = address(demo)
    made = subprocess.run(
        [*SMSBOX, "token", "add", "test", "--role", "owner", "--data", str(tmp_path / "shop")],
        capture_output=True,
        text=True,
        check=True,
    )
    batch = [{"to": number(index), "text": f"Text {index}"} for index in range(200)]
    status, body = answer(f"{url}/api/v1/messages/batch", made.stdout.strip(), {"messages": batch})
    assert status == 202
    assert len(json.loads(body)["items"]) == 200

    logs = [tmp_path / "shop" / "virtual" / f"modem{index}.jsonl" for index in (1, 2)]
    until(lambda: len(submits(logs)) >= 200, 30, lambda: f"200 texts on air, not {len(submits(logs))}")
    demo.ask_to_end()
    assert demo.wait(10) == 0
    aired = submits(logs)
    assert sorted(event["text"] for event in aired) == sorted(message["text"] for message in batch)
    first, second = ({event["text"] for event in submits([log])} for log in logs)
    assert abs(len(first) - 100) <= AHEAD
    lead = [0]
    for event in aired:
        lead.append(lead[-1] + (1 if event["text"] in first else -1))
    assert max(map(abs, lead)) <= AHEAD, "one modem ran ahead of the other"
    assert first.isdisjoint(second)
