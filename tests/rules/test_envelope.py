"""What US networks take for one person's texts (compliance.md 9.3)."""

import pytest

from smsbox.rules.envelope import Level, consumer


@pytest.mark.parametrize(
    ("texts", "level"), [(0, Level.FINE), (15, Level.FINE), (16, Level.MUCH), (60, Level.MUCH), (61, Level.TOO_MUCH)]
)
def test_rule_9_3_fifteen_to_sixty_texts_in_a_minute_are_a_person_s(texts: int, level: Level) -> None:
    assert consumer(minute=texts, sent=texts, received=texts).minute.level is level


@pytest.mark.parametrize(
    ("texts", "level"), [(800, Level.FINE), (801, Level.MUCH), (1000, Level.MUCH), (1001, Level.TOO_MUCH)]
)
def test_rule_9_3_about_a_thousand_texts_in_a_day_are_a_person_s(texts: int, level: Level) -> None:
    seen = consumer(minute=0, sent=texts, received=texts)
    assert (seen.day.level, seen.day.texts, seen.day.most) == (level, texts, 1000)


@pytest.mark.parametrize(
    ("sent", "received", "level"),
    [(20, 0, Level.FINE), (21, 0, Level.MUCH), (40, 20, Level.FINE), (41, 20, Level.MUCH), (10, 90, Level.FINE)],
)
def test_rule_9_3_a_person_sends_about_as_many_texts_as_they_get(sent: int, received: int, level: Level) -> None:
    assert consumer(minute=0, sent=sent, received=received).balance is level
