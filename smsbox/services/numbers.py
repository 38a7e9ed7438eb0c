"""Telephone numbers: read what people type, refuse what must not be texted, show them again."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat, PhoneNumberType, ValidationResult

from smsbox.errors import BadInput
from smsbox.rules import places
from smsbox.rules.places import NOWHERE, Place
from smsbox.sentences import Sentence, sentence

CACHED_NUMBERS = 8192
"""Entries of each cache: a shop's regular customers, in under 4 MB."""

LONGEST_INPUT = 60
"""Characters; far more than any number with its punctuation."""

SHORTEST_NUMBER = 7
"""Digits: what has fewer is a short code or a service."""

NORTH_AMERICA = 1
"""The country code that several countries share; the area code tells which."""

NO_COUNTRY = "001"
"""How the library calls the region of what belongs to no country, like satellite telephones."""

ERASED_SHOWN = 9
"""Characters shown of an erased person's digest: enough to tell one from another."""

_WRITTEN_NUMBER = re.compile(r"\+?[\d\s().,/-]+")
_NO_NUMBER = sentence("“{number}” is not a telephone number. Write it like +44 7700 900123.")
_NEEDS_COUNTRY = sentence(
    "“{number}” is a local number, and the shop's country is not set. Write + and the country code before it."
)
_NO_COUNTRY = sentence("“{number}” is of no known country. Check the digits after the +.")
_SHORT_CODE = sentence("“{number}” is too short: a short code or service number cannot be texted from here.")
_IMPOSSIBLE = sentence("“{number}” is not possible in its country. Check the digits.")
_COSTLY = sentence("“{number}” is a premium-rate or shared-cost number, which is never texted.")


@lru_cache(CACHED_NUMBERS)
def parse(text: str, region: str) -> str:
    """The E.164 form of a number as a person types it; local numbers are read as in `region` (ISO code, "" if unknown).

    Numbers that can exist are taken, whether or not they are in use. BadInput for impossible numbers,
    short codes, and premium-rate or shared-cost numbers.
    """
    written = _without_marks(text)
    if not _WRITTEN_NUMBER.fullmatch(written):
        raise _refused(text, _NO_NUMBER)
    if sum(map(str.isdigit, written)) < SHORTEST_NUMBER:
        raise _refused(text, _SHORT_CODE)
    plain = _plain(written, region)
    if plain is not None:
        return plain
    try:
        number = phonenumbers.parse(written, region or None)
    except NumberParseException as fault:
        if fault.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            local = not written.startswith("+")
            raise _refused(text, _NEEDS_COUNTRY if local else _NO_COUNTRY) from fault
        raise _refused(text, _NO_NUMBER) from fault
    length = phonenumbers.is_possible_number_with_reason(number)
    if length != ValidationResult.IS_POSSIBLE:
        raise _refused(text, _LENGTH_FAULTS.get(length, _IMPOSSIBLE))
    digits = phonenumbers.national_significant_number(number)
    if _costly(number.country_code).fullmatch(digits):
        raise _refused(text, _COSTLY)
    e164 = f"+{number.country_code}{digits}"
    if len(e164) <= SHORTEST_NUMBER:
        raise _refused(text, _SHORT_CODE)
    # With what is dialled at home before it still in it, nobody has it: it would be read as another number later.
    if phonenumbers.national_significant_number(phonenumbers.parse(e164)) != digits:
        raise _refused(text, _IMPOSSIBLE)
    return e164


_LENGTH_FAULTS = {
    ValidationResult.TOO_SHORT: sentence("“{number}” is too short. Check the digits."),
    ValidationResult.TOO_LONG: sentence("“{number}” is too long. Check the digits."),
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: sentence("“{number}” is without its area code. Write it in full."),
}


_MARKS = str.maketrans("", "", " \t().,/-")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class _Plan:
    """What reading a country's plain numbers takes: patterns of national numbers, and of what is dialled before."""

    prefix: str
    prefixes: re.Pattern[str]
    abroad: re.Pattern[str]
    any_kind: re.Pattern[str]
    lengths: frozenset[int]


@cache
def _plan(country_code: int) -> _Plan | None:
    """None where there is no such plan, or numbers are rewritten in it: then only the library reads them."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country_code, ())
    plan = PhoneMetadata.metadata_for_region_or_calling_code(country_code, regions[0]) if regions else None
    if plan is None or plan.general_desc is None or plan.national_prefix_transform_rule:
        return None
    return _Plan(
        prefix=plan.national_prefix or "",
        prefixes=re.compile(plan.national_prefix_for_parsing or r"(?!)"),
        abroad=re.compile(plan.international_prefix or r"(?!)"),
        any_kind=re.compile(plan.general_desc.national_number_pattern or r"(?!)"),
        lengths=frozenset(plan.general_desc.possible_length),
    )


def _plain(written: str, region: str) -> str | None:
    """The E.164 form of a number that leaves nothing to guess, a tenth of the library's time; else None."""
    digits = written.translate(_MARKS)
    if not digits.isascii() or not digits.removeprefix("+").isdecimal():
        return None
    if digits.startswith("+"):
        code = _country_code(digits[1:4])
        plan, national = _plan(code), digits[1 + len(str(code)) :]
    else:
        code = phonenumbers.country_code_for_region(region)
        plan = _plan(code)
        if plan is None or not plan.prefix or not digits.startswith(plan.prefix):
            return None
        if plan.abroad.match(digits) or digits.startswith(str(code)) or plan.any_kind.fullmatch(digits):
            return None
        national = digits.removeprefix(plan.prefix)
    if plan is None or len(national) not in plan.lengths or plan.prefixes.match(national) or national.startswith("0"):
        return None
    return None if _costly(code).fullmatch(national) else f"+{code}{national}"


@cache
def _country_code(digits: str) -> int:
    """The country code with which a number begins, by its first three digits; 0 if there is none."""
    return next((int(digits[:end]) for end in (1, 2, 3) if int(digits[:end]) in _CODES), 0)


_CODES = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@cache
def _patterns(country_code: int, kind: str) -> re.Pattern[str]:
    """National numbers of a kind (`mobile`, `fixed_line`), in any country of this code."""
    descriptions = (
        getattr(PhoneMetadata.metadata_for_region_or_calling_code(country_code, region), kind)
        for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[country_code]
    )
    found = {each.national_number_pattern for each in descriptions if each and each.national_number_pattern}
    return re.compile("|".join(sorted(found))) if found else _NOTHING


@cache
def _costly(country_code: int) -> re.Pattern[str]:
    """National numbers that cost more than a text, in any country of this code; they belong to no customer."""
    ranges: set[str] = set()
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[country_code]:
        plan = PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
        kinds = (plan.premium_rate, plan.shared_cost) if plan else ()
        ranges.update(kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern)
    return re.compile("|".join(sorted(ranges)) or r"(?!)")


def may_be_texted(sender: str, region: str) -> bool:
    """Whether a text's sender is a number that `parse` takes: not a name, a short code or a premium number."""
    try:
        parse(sender, region)
    except BadInput:
        return False
    return True


def is_landline(number: str) -> bool:
    """Whether an E.164 number is certainly of a fixed line, which takes no texts; False where a plan tells no kinds."""
    code = _country_code(number[1:4])
    if code:
        national = number[1 + len(str(code)) :]
        if _patterns(code, "mobile").fullmatch(national) or not _patterns(code, "fixed_line").fullmatch(national):
            return False
    return phonenumbers.number_type(phonenumbers.parse(number)) == PhoneNumberType.FIXED_LINE


@lru_cache(CACHED_NUMBERS)
def place(number: str) -> Place:
    """Where the owner of an E.164 number may be; a number that no plan knows is of its country code's main country."""
    if number.startswith("+") and number[1:].isdecimal() and len(number) > SHORTEST_NUMBER:
        whole = _whole_country(_country_code(number[1:4]))
        if whole is not None:
            return whole
    from phonenumbers import timezone

    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return NOWHERE
    code = parsed.country_code or 0
    country = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(code)
    names = timezone.time_zones_for_number(parsed)
    if names == (timezone.UNKNOWN_TIMEZONE,):
        national = parsed.national_number if code == NORTH_AMERICA else 0
        known = phonenumbers.PhoneNumber(country_code=code, national_number=national)
        names = timezone.time_zones_for_geographical_number(known)
    area_code = phonenumbers.national_significant_number(parsed)[:3] if code == NORTH_AMERICA else ""
    state = places.state_of(country, area_code)
    return Place("" if country == NO_COUNTRY else country, state, _zones(names))


@cache
def _whole_country(code: int) -> Place | None:
    """Where everybody is whose country code is that of one country in one zone, a fiftieth of the library's time."""
    from phonenumbers.tzdata import TIMEZONE_DATA

    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    names = {name for prefix, zones in TIMEZONE_DATA.items() if prefix.startswith(str(code)) for name in zones}
    alone = len(regions) == len(names) == 1 and regions[0] != NO_COUNTRY
    return Place(regions[0], "", _zones(tuple(names))) if alone else None


@lru_cache
def _zones(names: tuple[str, ...]) -> tuple[ZoneInfo, ...]:
    """The zones that the machine knows of those named; what the library calls unknown is none."""
    found = []
    for name in names:
        with suppress(ZoneInfoNotFoundError):
            found.append(ZoneInfo(name))
    return tuple(found)


@lru_cache(CACHED_NUMBERS)
def display(number: str, region: str) -> str:
    """A number for people to read: national within `region`, else international; all else is shown as it is."""
    if number.startswith("#"):
        return number[:ERASED_SHOWN]
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region(region)
    return str(
        phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL)
    )


def mask(number: str) -> str:
    """A number for the log: its last three characters, fewer of a short one."""
    return "…" + (number[-3:] if len(number) >= SHORTEST_NUMBER else number[-1:])


def _without_marks(text: str) -> str:
    """Without what copying from a phone's contacts adds: direction marks, odd spaces, wide digits, long dashes."""
    if len(text) > LONGEST_INPUT:
        return ""
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text)
    shown = (character for character in plain if unicodedata.category(character) != "Cf")
    return "".join("-" if unicodedata.category(character) == "Pd" else character for character in shown).strip()


def _refused(text: str, why: Sentence) -> BadInput:
    printable = "".join(character if character.isprintable() else " " for character in text[:LONGEST_INPUT])
    return BadInput(Sentence(why.template, {"number": printable}), "to")


def regions() -> frozenset[str]:
    """The countries that have telephone numbers, by their codes in ISO 3166-1."""
    return frozenset(phonenumbers.SUPPORTED_REGIONS)
