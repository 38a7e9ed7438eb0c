"""Public holidays: a country's own, for each year; a country that the library does not know has none."""

from datetime import date
from functools import lru_cache

CACHED_YEARS = 256
"""Countries and years: two years for every country that a shop's customers come from."""


@lru_cache(CACHED_YEARS)
def of(country: str, year: int) -> frozenset[date]:
    """The nation-wide public holidays of a country (ISO 3166-1) in the year, with the days given in their stead."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year, expand=False))
    except NotImplementedError:
        return frozenset()


def is_one(day: date, countries: tuple[str, ...]) -> bool:
    """Whether `day` is a public holiday in any of the countries."""
    return any(day in of(country, day.year) for country in countries)
