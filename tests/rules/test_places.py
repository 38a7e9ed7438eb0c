"""When offers may go to a place: the shop's window, the law's, public holidays, every zone that is possible."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers.geodata import GEOCODE_DATA

from smsbox.rules import places, public_holidays
from smsbox.rules.decision import Conditions, Recipient, Text, decide
from smsbox.rules.lanes import Lane
from smsbox.rules.places import NOWHERE, Place
from smsbox.rules.policy import EVERY_DAY, MONDAY_TO_SATURDAY, Policy, Window

LONDON = ZoneInfo("Europe/London")
STATES = {
    "FL": "Florida",
    "OK": "Oklahoma",
    "WA": "Washington State",
    "OR": "Oregon",
    "CT": "Connecticut",
    "TX": "Texas",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "RI": "Rhode Island",
    "UT": "Utah",
    "NM": "New Mexico",
    "MN": "Minnesota",
    "KY": "Kentucky",
    "MS": "Mississippi",
    "LA": "Louisiana",
}
WIDE = Policy(promotional=Window(time(0), time(0)), holidays_quiet=False)
"""A shop that would send at any hour: only the law stands in its way."""


def at(zone: str, *fields: int) -> datetime:
    return datetime(*fields, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc, arg-type]


def is_open(country: str, state: str, zone: str, *fields: int, policy: Policy = WIDE) -> bool:
    return places.next_opening(policy, Place(country, state, (ZoneInfo(zone),)), at(zone, *fields)) is None


@pytest.mark.parametrize(
    ("country", "state", "zone", "day", "opens", "closes"),
    [
        ("US", "", "America/New_York", (2027, 11, 23), (8, 0), (21, 0)),
        ("US", "FL", "America/New_York", (2027, 11, 23), (8, 0), (20, 0)),
        ("US", "OK", "America/Chicago", (2027, 11, 23), (8, 0), (20, 0)),
        ("US", "WA", "America/Los_Angeles", (2027, 11, 23), (8, 0), (20, 0)),
        ("US", "OR", "America/Los_Angeles", (2027, 11, 23), (8, 0), (20, 0)),
        ("US", "CT", "America/New_York", (2027, 11, 23), (9, 0), (20, 0)),
        ("US", "TX", "America/Chicago", (2027, 11, 23), (9, 0), (21, 0)),
        ("US", "MD", "America/New_York", (2027, 11, 28), (8, 0), (20, 0)),
        ("US", "MA", "America/New_York", (2027, 11, 23), (8, 0), (20, 0)),
        ("US", "RI", "America/New_York", (2027, 11, 23), (9, 0), (18, 0)),
        ("US", "RI", "America/New_York", (2027, 11, 27), (10, 0), (17, 0)),
        ("US", "UT", "America/Denver", (2027, 11, 27), (8, 0), (21, 0)),
        ("US", "NM", "America/Denver", (2027, 11, 23), (9, 0), (21, 0)),
        ("US", "MN", "America/Chicago", (2027, 11, 23), (9, 0), (21, 0)),
        ("US", "KY", "America/New_York", (2027, 11, 23), (10, 0), (21, 0)),
        ("US", "MS", "America/Chicago", (2027, 11, 27), (8, 0), (20, 0)),
        ("US", "LA", "America/Chicago", (2027, 11, 27), (8, 0), (20, 0)),
        ("US", "TX", "America/Chicago", (2027, 11, 28), (12, 0), (21, 0)),
        ("FR", "", "Europe/Paris", (2027, 11, 27), (8, 0), (22, 0)),
        ("GB", "", "Europe/London", (2027, 11, 28), (8, 0), (21, 0)),
        ("", "", "Asia/Kathmandu", (2027, 11, 28), (8, 0), (21, 0)),
    ],
)
def test_rule_6_2_the_law_of_the_recipients_region_holds(
    country: str, state: str, zone: str, day: tuple[int, int, int], opens: tuple[int, int], closes: tuple[int, int]
) -> None:
    first, last = datetime(*day, *opens), datetime(*day, *closes)
    for moment, expected in (
        (first - timedelta(minutes=1), False),
        (first, True),
        (last - timedelta(minutes=1), True),
        (last, False),
    ):
        fields = (moment.year, moment.month, moment.day, moment.hour, moment.minute)
        assert is_open(country, state, zone, *fields) is expected


def test_rule_6_2_never_on_a_sunday_or_a_public_holiday_in_france() -> None:
    assert not any(is_open("FR", "", "Europe/Paris", 2027, 11, 28, hour) for hour in range(24))
    assert not any(is_open("FR", "", "Europe/Paris", 2027, 7, 14, hour) for hour in range(24))
    assert is_open("FR", "", "Europe/Paris", 2027, 7, 15, 12)


@pytest.mark.parametrize("state", ["RI", "UT", "MS", "LA"])
def test_rule_6_2_states_without_sundays(state: str) -> None:
    assert not any(is_open("US", state, "America/Chicago", 2027, 11, 28, hour) for hour in range(24))
    assert is_open("US", state, "America/Chicago", 2027, 11, 29, 12)


@pytest.mark.parametrize("state", ["RI", "UT", "LA"])
def test_rule_6_2_states_without_public_holidays(state: str) -> None:
    assert not any(is_open("US", state, "America/Chicago", 2027, 11, 25, hour) for hour in range(24))


def test_rule_6_2_public_holidays_are_off_unless_the_shop_wants_them() -> None:
    christmas = (2028, 12, 25, 12)
    assert not is_open("GB", "", "Europe/London", *christmas, policy=Policy(zone=LONDON))
    assert is_open("GB", "", "Europe/London", *christmas, policy=Policy(zone=LONDON, holidays_quiet=False))


def test_rule_6_2_the_shops_own_public_holidays_are_off_for_everybody() -> None:
    independence = (2028, 7, 4, 12)
    assert not is_open("GB", "", "Europe/London", *independence, policy=Policy(region="US"))
    assert is_open("GB", "", "Europe/London", *independence, policy=Policy(region="GB"))


def test_rule_6_2_every_law_names_its_source() -> None:
    laws = [places.law("US", state) for state in ("", *STATES)] + [places.law("FR"), places.law("GB")]
    assert all(law.source for law in laws)
    assert len({law.source for law in laws}) == len(laws)


@pytest.mark.parametrize(("state", "name"), STATES.items())
def test_rule_6_2_a_states_area_codes_are_those_of_the_numbering_plan(state: str, name: str) -> None:
    told = {code: next(iter(names.values())) for code, names in GEOCODE_DATA.items() if code.startswith("1")}
    whole = {code[1:] for code, place in told.items() if len(code) == 4 and place == name}
    towns = {code[1:4] for code, place in told.items() if len(code) > 4 and place.endswith(f", {state}")}
    elsewhere = {code[1:] for code, place in told.items() if len(code) == 4 and place in {*STATES.values()} - {name}}
    listed = places.area_codes("US", state)
    assert whole | towns <= listed
    assert not listed & elsewhere


def test_rule_6_2_of_several_possible_zones_the_shared_hours_count() -> None:
    australia = Place("AU", zones=(ZoneInfo("Australia/Perth"), ZoneInfo("Australia/Sydney")))
    assert places.next_opening(Policy(), australia, at("Australia/Sydney", 2027, 11, 23, 9)) == at(
        "Australia/Perth", 2027, 11, 23, 9
    )
    assert places.closing(Policy(), australia, at("Australia/Perth", 2027, 11, 23, 12)) == at(
        "Australia/Sydney", 2027, 11, 23, 20
    )


def test_rule_6_2_zones_that_share_no_hour_never_open() -> None:
    apart = Place("", zones=(ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/London")))
    now = datetime(2027, 11, 23, 12, tzinfo=UTC)
    assert places.next_opening(Policy(), apart, now) == now + timedelta(days=15)


def test_a_country_without_known_holidays_has_none() -> None:
    assert public_holidays.of("XX", 2027) == frozenset()
    assert date(2027, 12, 25) in public_holidays.of("GB", 2027)


@pytest.mark.parametrize(
    ("window", "country", "allowed"),
    [
        (Window(time(9), time(20), MONDAY_TO_SATURDAY), "FR", True),
        (Window(time(8), time(22), MONDAY_TO_SATURDAY), "FR", True),
        (Window(time(9), time(20)), "FR", False),
        (Window(time(8), time(21)), "GB", True),
        (Window(time(7, 59), time(21)), "GB", False),
        (Window(time(8), time(21, 1)), "US", False),
        (Window(time(9), time(9)), "GB", False),
        (Window(time(20), time(9)), "GB", False),
        (Window(time(9), time(0)), "GB", False),
    ],
)
def test_rule_6_2_what_staff_can_set_is_capped_by_the_law(window: Window, country: str, allowed: bool) -> None:
    assert places.law(country).allows(window) is allowed


COUNTRIES = {
    "GB": ["Europe/London"],
    "FR": ["Europe/Paris"],
    "US": ["America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles"],
    "AU": ["Australia/Perth", "Australia/Sydney", "Australia/Lord_Howe"],
    "EG": ["Africa/Cairo"],
    "CU": ["America/Havana"],
    "LB": ["Asia/Beirut"],
    "CL": ["America/Santiago"],
    "": ["Pacific/Chatham", "UTC"],
}


@st.composite
def somewhere(draw: st.DrawFn) -> Place:
    country = draw(st.sampled_from(sorted(COUNTRIES)))
    names = draw(st.lists(st.sampled_from(COUNTRIES[country]), min_size=1, unique=True))
    state = draw(st.sampled_from(["", *STATES])) if country == "US" else ""
    return Place(country, state, tuple(map(ZoneInfo, names)))


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
policies = st.builds(
    Policy,
    region=st.sampled_from(["", "GB", "US", "DE"]),
    zone=st.just(LONDON),
    promotional=st.builds(
        Window,
        minutes,
        minutes,
        st.one_of(st.just(EVERY_DAY), st.just(MONDAY_TO_SATURDAY), st.sets(st.integers(0, 6), min_size=1)).map(
            frozenset
        ),
    ),
    holidays_quiet=st.booleans(),
)
around_changes = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    st.builds(
        lambda day, seconds: datetime(*day, tzinfo=UTC) + timedelta(seconds=seconds),
        st.sampled_from([(2027, 3, 14), (2027, 3, 28), (2027, 10, 31), (2027, 11, 7), (2027, 4, 4), (2027, 12, 25)]),
        st.integers(-129600, 129600),
    ),
)


def inside(window: Window, local: datetime) -> bool:
    wall, today, yesterday = local.time(), local.weekday(), (local.weekday() - 1) % 7
    if window.start < window.end:
        return today in window.days and window.start <= wall < window.end
    return (today in window.days and wall >= window.start) or (yesterday in window.days and wall < window.end)


def lawful(policy: Policy, place: Place, now: datetime) -> bool:
    """The rule as a person would say it, with nothing but the wall clock of each zone."""
    law = places.law(place.country or policy.region, place.state)
    for zone in place.zones:
        local = now.astimezone(zone)
        off = {each for each in (place.country or policy.region, policy.region) if each}
        holiday = public_holidays.is_one(local.date(), tuple(off))
        own = public_holidays.is_one(local.date(), (place.country or policy.region,))
        if not inside(policy.promotional, local) or not any(inside(window, local) for window in law.windows):
            return False
        if (policy.holidays_quiet and holiday) or (not law.holidays and own):
            return False
    return True


def steady(place: Place, now: datetime) -> bool:
    """Whether no zone's clocks change within a day of `now`: else a wall clock says too little."""
    return all(
        len({(now + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-26, 27, 2)}) == 1
        for zone in place.zones
    )


@settings(deadline=None, max_examples=200)
@given(policies, somewhere(), around_changes)
def test_rule_6_2_what_decide_allows_is_inside_every_window_in_every_possible_zone(
    policy: Policy, place: Place, now: datetime
) -> None:
    recipient = Recipient(subscribed=True, place=place)
    decision = decide(Text(Lane.PROMOTIONAL), recipient, Conditions(policy, True, now))
    if decision.allowed:
        law = places.law(place.country or policy.region, place.state)
        for local in (now.astimezone(zone) for zone in place.zones):
            assert any(inside(window, local) for window in law.windows)
            assert not steady(place, now) or inside(policy.promotional, local)
            assert not (
                policy.holidays_quiet and place.country and public_holidays.is_one(local.date(), (place.country,))
            )
    if steady(place, now):
        assert decision.allowed is lawful(policy, place, now)


@settings(deadline=None, max_examples=200)
@given(policies, somewhere(), around_changes, st.floats(0, 1))
def test_rule_6_5_the_next_opening_is_open_and_nothing_before_it_is(
    policy: Policy, place: Place, now: datetime, share: float
) -> None:
    opens = places.next_opening(policy, place, now)
    if opens is None:
        closes = places.closing(policy, place, now)
        assert closes > now
        assert places.next_opening(policy, place, now + (closes - now) * share * 0.999) is None
        return
    between = now + (opens - now) * share
    assert opens > now
    if opens < now + timedelta(days=15):
        assert places.next_opening(policy, place, opens) is None
        assert between == opens or places.next_opening(policy, place, between) == opens


@pytest.mark.parametrize(("day", "length"), [((2027, 3, 28), 11), ((2027, 10, 31), 11), ((2027, 3, 27), 11)])
def test_rule_6_5_the_window_opens_once_and_keeps_its_length_when_the_clocks_change(
    day: tuple[int, int, int], length: int
) -> None:
    policy = Policy(promotional=Window(time(9), time(20)), zone=LONDON, holidays_quiet=False)
    opens = places.next_opening(policy, NOWHERE, at("Europe/London", *day, 0))
    assert opens == at("Europe/London", *day, 9)
    assert opens is not None
    assert places.closing(policy, NOWHERE, opens) - opens == timedelta(hours=length)
