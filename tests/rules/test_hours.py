"""Windows: half-open, over midnight, through daylight-saving changes; and when the next one opens."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsbox.rules.hours import closing, day_of, next_opening, start_of
from smsbox.rules.policy import EVERY_DAY, MONDAY_TO_SATURDAY, Window

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "Asia/Kolkata",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]
DAY = Window(time(9), time(20), MONDAY_TO_SATURDAY)
NIGHT = Window(time(22), time(6))


def at(zone: ZoneInfo, *fields: int, fold: int = 0) -> datetime:
    return datetime(*fields, tzinfo=zone, fold=fold).astimezone(UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(8, 59, False), (9, 0, True), (12, 0, True), (19, 59, True), (20, 0, False), (23, 0, False)],
)
def test_a_window_is_open_from_its_start_until_just_before_its_end(hour: int, minute: int, is_open: bool) -> None:
    now = at(LONDON, 2027, 11, 23, hour, minute)
    assert (next_opening(DAY, LONDON, now) is None) is is_open


@pytest.mark.parametrize(
    ("window", "moment", "closes"),
    [
        (DAY, (2027, 11, 23, 12), (2027, 11, 23, 20)),
        (DAY, (2027, 11, 23, 20), (2027, 11, 23, 20)),
        (DAY, (2027, 11, 23, 8), (2027, 11, 23, 8)),
        (NIGHT, (2027, 11, 23, 23), (2027, 11, 24, 6)),
        (NIGHT, (2027, 11, 24, 5, 59), (2027, 11, 24, 6)),
        (Window(time(9), time(0), MONDAY_TO_SATURDAY), (2027, 11, 23, 12), (2027, 11, 24)),
        (Window(time(0), time(0), MONDAY_TO_SATURDAY), (2027, 11, 25, 12), (2027, 11, 28)),
        (Window(time(22), time(4)), (2027, 3, 27, 23), (2027, 3, 28, 4)),
        (Window(time(22), time(4)), (2027, 10, 30, 23), (2027, 10, 31, 4)),
    ],
)
def test_it_closes_at_its_end_or_where_the_windows_that_touch_end(
    window: Window, moment: tuple[int, ...], closes: tuple[int, ...]
) -> None:
    assert closing(window, LONDON, at(LONDON, *moment)) == at(LONDON, *closes)


def test_what_never_closes_is_open_as_far_as_is_looked() -> None:
    now = at(LONDON, 2027, 11, 23, 12)
    assert closing(Window(time(0), time(0)), LONDON, now) >= now + timedelta(days=14)


def test_before_the_start_it_opens_the_same_day() -> None:
    assert next_opening(DAY, NEW_YORK, at(NEW_YORK, 2027, 11, 23, 7)) == at(NEW_YORK, 2027, 11, 23, 9)


def test_after_the_end_it_opens_the_next_morning() -> None:
    assert next_opening(DAY, LONDON, at(LONDON, 2027, 11, 23, 20)) == at(LONDON, 2027, 11, 24, 9)


def test_a_saturday_evening_waits_for_monday_when_sundays_are_off() -> None:
    monday = at(LONDON, 2027, 11, 29, 9)
    assert next_opening(DAY, LONDON, at(LONDON, 2027, 11, 27, 20)) == monday
    assert next_opening(DAY, LONDON, at(LONDON, 2027, 11, 28, 12)) == monday


@pytest.mark.parametrize(("hour", "is_open"), [(21, False), (22, True), (23, True), (0, True), (5, True), (6, False)])
def test_a_window_may_run_over_midnight(hour: int, is_open: bool) -> None:
    assert (next_opening(NIGHT, LONDON, at(LONDON, 2027, 11, 23, hour)) is None) is is_open


def test_the_night_of_a_last_day_ends_in_the_morning_after_it() -> None:
    saturdays = Window(time(22), time(2), frozenset({5}))
    assert next_opening(saturdays, LONDON, at(LONDON, 2027, 11, 28, 1, 59)) is None
    assert next_opening(saturdays, LONDON, at(LONDON, 2027, 11, 28, 2)) == at(LONDON, 2027, 12, 4, 22)
    assert next_opening(saturdays, LONDON, at(LONDON, 2027, 11, 27, 1)) == at(LONDON, 2027, 11, 27, 22)


@pytest.mark.parametrize("zone", ZONES)
def test_midnight_to_midnight_is_always_open(zone: str) -> None:
    around_the_clock = Window(time(0), time(0))
    start = datetime(2027, 1, 1, tzinfo=UTC)
    for hours in range(0, 366 * 24, 5):
        assert next_opening(around_the_clock, ZoneInfo(zone), start + timedelta(hours=hours)) is None


def test_an_end_of_midnight_is_the_end_of_the_day() -> None:
    late = Window(time(9), time(0), frozenset({1}))
    assert next_opening(late, LONDON, at(LONDON, 2027, 11, 23, 23, 59)) is None
    assert next_opening(late, LONDON, at(LONDON, 2027, 11, 24, 0)) == at(LONDON, 2027, 11, 30, 9)


def test_the_window_keeps_its_local_hours_when_the_clocks_change() -> None:
    assert next_opening(DAY, LONDON, at(LONDON, 2027, 3, 27, 21)) == datetime(2027, 3, 29, 8, tzinfo=UTC)
    assert next_opening(DAY, LONDON, at(LONDON, 2027, 10, 30, 21)) == datetime(2027, 11, 1, 9, tzinfo=UTC)


def test_a_start_in_the_spring_gap_opens_after_it() -> None:
    window = Window(time(1, 30), time(12))
    opens = next_opening(window, LONDON, at(LONDON, 2027, 3, 28, 0, 30))
    assert opens == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert next_opening(window, LONDON, opens) is None


def test_a_window_that_the_spring_gap_swallows_does_not_open_that_day() -> None:
    window = Window(time(1, 30), time(2, 15))
    opens = next_opening(window, LONDON, at(LONDON, 2027, 3, 28, 0, 30))
    assert opens == at(LONDON, 2027, 3, 29, 1, 30)


def test_a_weekly_window_that_the_spring_gap_swallows_opens_a_week_later() -> None:
    window = Window(time(1, 30), time(2, 15), frozenset({6}))
    assert next_opening(window, LONDON, at(LONDON, 2027, 3, 28, 0, 30)) == at(LONDON, 2027, 4, 4, 1, 30)
    assert next_opening(window, LONDON, at(LONDON, 2027, 3, 21, 12)) == at(LONDON, 2027, 4, 4, 1, 30)


def test_the_repeated_hour_counts_once() -> None:
    window = Window(time(9), time(1, 30))
    assert next_opening(window, LONDON, at(LONDON, 2027, 10, 31, 1, 29)) is None
    assert next_opening(window, LONDON, at(LONDON, 2027, 10, 31, 1, 29, fold=1)) is not None
    early = Window(time(1, 30), time(12))
    assert next_opening(early, LONDON, at(LONDON, 2027, 10, 31, 0, 30)) == at(LONDON, 2027, 10, 31, 1, 30)


windows = st.builds(
    Window,
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.one_of(
        st.just(EVERY_DAY),
        st.just(MONDAY_TO_SATURDAY),
        st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    ),
)
instants = st.datetimes(datetime(2026, 11, 1), datetime(2036, 12, 31), timezones=st.just(UTC))


@given(windows, st.sampled_from(ZONES).map(ZoneInfo), instants)
@example(Window(time(1, 30), time(2, 15)), LONDON, datetime(2027, 3, 28, 0, 30, tzinfo=UTC))
@example(Window(time(1, 30), time(2, 15), frozenset({6})), LONDON, datetime(2027, 3, 28, 0, 30, tzinfo=UTC))
def test_the_next_opening_is_ahead_and_open(window: Window, zone: ZoneInfo, now: datetime) -> None:
    opens = next_opening(window, zone, now)
    if opens is None:
        return
    assert opens > now
    assert opens.tzinfo is UTC
    assert next_opening(window, zone, opens) is None
    just_before = opens - timedelta(microseconds=1)
    if just_before > now:
        assert next_opening(window, zone, just_before) == opens


@given(windows, st.sampled_from(ZONES).map(ZoneInfo), instants)
def test_away_from_clock_changes_open_means_that_the_wall_clock_is_inside(
    window: Window, zone: ZoneInfo, now: datetime
) -> None:
    offsets = {(now + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-30, 31, 2)}
    if len(offsets) > 1:
        return
    local = now.astimezone(zone)
    wall, today, yesterday = local.time(), local.weekday(), (local.weekday() - 1) % 7
    if window.start < window.end:
        inside = today in window.days and window.start <= wall < window.end
    else:
        inside = (today in window.days and wall >= window.start) or (yesterday in window.days and wall < window.end)
    assert (next_opening(window, zone, now) is None) is inside


@given(st.sampled_from(ZONES).map(ZoneInfo), instants)
def test_a_day_begins_at_a_change_of_date(zone: ZoneInfo, now: datetime) -> None:
    tomorrow = day_of(now, zone) + timedelta(days=1)
    begins = start_of(tomorrow, zone)
    assert now < begins <= now + timedelta(hours=26)
    assert day_of(begins, zone) == tomorrow
    assert day_of(begins - timedelta(microseconds=1), zone) == day_of(now, zone)


def test_the_shops_day_is_its_own() -> None:
    now = datetime(2027, 11, 24, 3, tzinfo=UTC)
    assert day_of(now, LONDON) == date(2027, 11, 24)
    assert day_of(now, NEW_YORK) == date(2027, 11, 23)
    assert start_of(date(2027, 11, 24), NEW_YORK) == datetime(2027, 11, 24, 5, tzinfo=UTC)
