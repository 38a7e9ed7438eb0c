"""For programs that watch over the box: whether it works, and its figures in Prometheus' text format."""

from collections.abc import Iterable

from flask import Response

from smsbox.services import health, overview
from smsbox.services.modems import READY, ModemView
from smsbox.services.overview import Today
from web.api import queries
from web.api.answers import answer
from web.box import database, now

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Samples = Iterable[tuple[str, float | None]]
"""Labels with their braces, and the value; None where there is none."""


def healthz() -> Response:
    """GET /healthz: 200, or 503 with what does not work and its remedy; and what else is news to staff."""
    queries.nothing()
    found, notices = health.problems(database(), now=now()), health.notices(database(), now=now())
    news = {"notices": list(notices)} if notices else {}
    if found:
        return answer({"status": "failing", "problems": list(found), **news}, 503)
    return answer({"status": "ok", **news})


def metrics() -> Response:
    """GET /metrics; no label holds a telephone number."""
    queries.nothing()
    today = overview.today(database(), now=now())
    families = (*_box(today), *_modems(today.modems))
    return Response("".join(families), content_type=METRICS_TYPE)


def _box(today: Today) -> Iterable[str]:
    states = (("queued", today.waiting), ("held", today.held), ("sending", today.sending))
    yield _family(
        "messages",
        "Messages that are not done, by state.",
        [(_labels(state=state), count) for state, count in states],
    )
    for name, help_, value in (
        ("sent_today", "Messages that the network accepted since the shop's midnight.", today.sent_today),
        ("failed_today", "Messages that failed since the shop's midnight.", today.failed_today),
        ("unknown_today", "Messages whose result was lost since the shop's midnight.", today.unknown_today),
        ("sent_per_minute", "Messages a minute over the last five minutes.", today.rate_per_minute),
        ("unread_conversations", "Conversations with a text that nobody has read.", today.unread),
        ("daemon_up", "1 while the daemon runs.", int(today.daemon_running)),
        ("paused", "1 while promotional texts are paused.", int(today.paused)),
    ):
        yield _family(name, help_, [("", value)])


def _modems(modems: tuple[ModemView, ...]) -> Iterable[str]:
    def of_each(name: str, help_: str, values: Iterable[float | None]) -> str:
        labels = (_labels(modem=str(modem.id), model=modem.model or "") for modem in modems)
        return _family(name, help_, zip(labels, values, strict=True))

    yield of_each("modem_up", "1 while the modem can send.", [int(modem.state == READY) for modem in modems])
    yield of_each("modem_signal_dbm", "Signal strength.", [modem.signal_dbm for modem in modems])
    yield of_each("queue_parts", "Message parts that wait for the modem's SIM.", [modem.queue for modem in modems])
    yield of_each("parts_today", "Message parts that the SIM has sent today.", [modem.used_today for modem in modems])


def _family(name: str, help_: str, samples: Samples) -> str:
    lines = [f"# HELP smsbox_{name} {help_}", f"# TYPE smsbox_{name} gauge"]
    lines += [f"smsbox_{name}{labels} {value}" for labels, value in samples if value is not None]
    return "\n".join(lines) + "\n"


def _labels(**values: str) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
