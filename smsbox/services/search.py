"""What staff type to find somebody, made into terms: words, and numbers as they are written at home or abroad."""

import re
import unicodedata

import phonenumbers

from smsbox.store.search import LONGEST_QUERY, MOST_WORDS, Term, Terms, fold, is_seen

_NUMBER = re.compile(r"\+?[\d\s().,/-]*\d[\d\s().,/-]*")


def terms(text: str, region: str) -> Terms:
    """The terms of a search; empty for one that holds nothing to search for.

    `0151 44` is one number, and means +4915144... in a shop whose region is DE.
    """
    typed = unicodedata.normalize("NFKC", text[:LONGEST_QUERY]).strip()
    if _NUMBER.fullmatch(typed):
        return (Term(typed, fold(typed), _numbers(typed, region)),)
    return tuple(
        Term(word, fold(word), _numbers(word, region) if _NUMBER.fullmatch(word) else ())
        for word in "".join(filter(is_seen, typed)).split()[:MOST_WORDS]
        if fold(word)
    )


def _numbers(typed: str, region: str) -> tuple[str, ...]:
    """What a number in the database may hold that was typed like this: the digits, or its beginning."""
    digits = _digits(typed)
    if typed.startswith("+"):
        return (f"+{digits}",)
    if digits.startswith("00"):
        return (f"+{digits[2:]}", digits)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None) if region else None
    prefix = metadata.national_prefix if metadata else None
    if metadata and prefix and digits.startswith(prefix):
        return (f"+{metadata.country_code}{digits.removeprefix(prefix)}", digits)
    return (digits,)


def _digits(typed: str) -> str:
    """The digits in `typed`, whatever script they are written in."""
    return "".join(str(unicodedata.decimal(char)) for char in typed if char.isdecimal())
