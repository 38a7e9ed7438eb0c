"""Reading a table of customers: its encoding and delimiter, its columns, and each row's number and proof of consent."""

import codecs
import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from smsbox.errors import BadInput
from smsbox.rules import consent_cells, sources
from smsbox.rules.columns import NAMES, Columns, columns
from smsbox.rules.policy import Policy
from smsbox.sentences import sentence
from smsbox.services import numbers
from smsbox.services.contacts import LONGEST_NAME, LONGEST_VALUE, MOST_FIELDS
from smsbox.store.imports import Staged, json_of

MOST_OCTETS = 50_000_000
MOST_ROWS = 200_000
"""Size of a file that is taken (reliability.md S119)."""

SAMPLE = 16_384
"""Characters at the beginning that show the delimiter."""

BLOCK = 1 << 20
"""Octets read at once while the encoding is found."""

UTF_8, OTHER = "utf-8-sig", "cp1252"
"""Encodings: with or without a mark at the beginning, and what spreadsheets write on Windows."""

DELIMITERS = ",;\t"

CACHED_DAYS = 1024
"""Different days at hand: people agree on one of the same few hundred."""

_SCIENTIFIC = re.compile(r"\+?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_DAY = re.compile(
    r"(?:([0-9]{4})-?([0-9]{2})-?([0-9]{2})|([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4}))"
    r"(?:[T ,]+[0-9]{1,2}[:.][0-9]{2}[0-9:.+\- ]*(?:[AaPp]\.?[Mm]\.?)?[ ]*(?:Z|UTC|GMT)?)?"
)
"""A day, maybe with the time, and nothing beside."""


@dataclass(frozen=True)
class Refused:
    """A row that is left out: the line it begins on, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Table:
    """A file that can be read: its encoding, its delimiter, and the SHA-256 of its octets."""

    path: Path
    encoding: str
    delimiter: str
    digest: str


def examine(path: Path) -> Table:
    """How the file is to be read; raises BadInput if it is too big, or no text."""
    size, digest, null, encoding = 0, hashlib.sha256(), False, UTF_8
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            size += len(block)
            if size > MOST_OCTETS:
                raise BadInput(sentence("The file is too big: {most} MB at most. Split it.", most=MOST_OCTETS // 10**6))
            digest.update(block)
            null = null or b"\0" in block
            encoding = encoding if _decodes(decoder, block) else OTHER
        encoding = encoding if _decodes(decoder, b"", final=True) else OTHER
    if null:
        raise BadInput(sentence("This is no text file. In the spreadsheet program, save the table as CSV."))
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        sample = text.read(SAMPLE)
    return Table(path, encoding, _delimiter(sample), digest.hexdigest())


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The one that the first line holds most often outside quotes."""
    first = re.sub(r'"[^"]*"', "", sample).split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def rows(table: Table, policy: Policy, day: date, *, now: datetime) -> Iterator[Staged | Refused]:
    """Every row of the table, in order; those without a date of their own were agreed to on `day`.

    Raises BadInput if no column holds the numbers, a quotation mark is not closed, or there are too many rows.
    """
    seen: dict[str, int] = {}
    with table.path.open(encoding=table.encoding, errors="replace", newline="") as file:
        read = _read(file, table.delimiter)
        found = columns(next(read, (1, 1, []))[2])
        if found is None:
            raise BadInput(
                sentence(
                    "No column holds the numbers. Name one of them in the first line: {names}.",
                    names=", ".join(sorted(NAMES["number"])[:5]),
                )
            )
        if len(found.fields) > MOST_FIELDS:
            raise BadInput(sentence("The table has too many columns: {most} at most.", most=MOST_FIELDS))
        plain = {found.number, found.name, found.date, found.source, *found.consents, *found.against}
        for count, (begins, lines, written) in enumerate(read, start=1):
            if count > MOST_ROWS:
                raise BadInput(sentence("The file has too many rows: {most} at most. Split it.", most=MOST_ROWS))
            cells = [cell.strip() for cell in written]
            if lines > 1 and any(char in _cell(cells, at) for at in plain for char in "\r\n"):
                raise _unclosed(begins)
            if any(cells):
                yield _row(begins, cells, found, seen, policy, day, now)


def _read(file: Iterable[str], delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Each row's cells, with the line that it begins on and how many it takes.

    Raises BadInput for a quotation mark that swallows rows.
    """
    lines: list[str] = []
    reader = csv.reader(_kept(file, lines), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if len(lines) > 1:
                list(csv.reader(lines, delimiter=delimiter, strict=True))
            yield begins, len(lines), cells
            begins = reader.line_num + 1
            lines.clear()
    except csv.Error:
        raise _unclosed(begins) from None


def _kept(file: Iterable[str], lines: list[str]) -> Iterator[str]:
    for line in file:
        lines.append(line)
        yield line


def _unclosed(line: int) -> BadInput:
    return BadInput(sentence("A quotation mark in line {line} is never closed.", line=line))


def _row(
    line: int, cells: list[str], at: Columns, seen: dict[str, int], policy: Policy, day: date, now: datetime
) -> Staged | Refused:
    try:
        if any(cells[at.width :]):
            raise BadInput(sentence("This row has more cells than the first line. Put quotation marks around commas."))
        number = _number(_cell(cells, at.number), policy.region)
        name, fields = _cell(cells, at.name), {header: value for i, header in at.fields if (value := _cell(cells, i))}
        if len(name) > LONGEST_NAME or any(len(value) > LONGEST_VALUE for value in fields.values()):
            raise BadInput(sentence("A cell is too long: {most} characters at most.", most=LONGEST_VALUE))
        agreed_at = _agreed_at(cells, at, policy, day, now)
        if agreed_at is not None and (words := sources.refusal(_cell(cells, at.source))):
            raise BadInput(words)
    except BadInput as fault:
        return Refused(line, fault.sentence)
    if number in seen:
        return Refused(line, sentence("The same number stands in line {line} already.", line=seen[number]))
    seen[number] = line
    return Staged(line, number, name, json_of(fields), agreed_at, _cell(cells, at.source))


def _cell(cells: list[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _number(cell: str, region: str) -> str:
    if not cell:
        raise BadInput(sentence("There is no number in this row."))
    if _SCIENTIFIC.fullmatch(cell):
        raise BadInput(
            sentence(
                "“{cell}” is what a spreadsheet made of a long number. Format the column as text, and save it again.",
                cell=cell,
            )
        )
    number = numbers.parse(cell, region)
    if numbers.is_landline(number):
        raise BadInput(sentence("This is a landline, which gets no texts. Ask for the mobile number."))
    return number


def _agreed_at(cells: list[str], at: Columns, policy: Policy, day: date, now: datetime) -> datetime | None:
    """When the person agreed; None where the row's own columns give no proof (compliance.md 2.7)."""
    if not all(consent_cells.says_nothing(_cell(cells, column)) for column in at.against):
        return None
    for cell in (_cell(cells, column) for column in at.consents):
        if consent_cells.says_yes(cell):
            continue
        told = _day_if_any(cell, policy.region)
        if told is None or told > now.astimezone(policy.zone).date():
            return None
        day = told
    if at.source is not None and consent_cells.says_nothing(_cell(cells, at.source)):
        return None
    if at.date is not None:
        cell = _cell(cells, at.date)
        if consent_cells.says_nothing(cell):
            return None
        day = _day(cell, policy.region)
    return moment(day, policy, now=now)


def moment(day: date, policy: Policy, *, now: datetime) -> datetime:
    """The beginning of the shop's `day`; raises BadInput for one to come."""
    begins = _beginning(day, policy.zone)
    if begins > now:
        raise BadInput(sentence("The date {day} is still to come.", day=day.isoformat()), "date")
    return begins


@lru_cache(CACHED_DAYS)
def _beginning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _day(cell: str, region: str) -> date:
    day = _day_if_any(cell, region)
    if day is None:
        raise BadInput(sentence("“{cell}” is no date. Write it like 2027-11-23.", cell=cell[:20]))
    return day


@lru_cache(CACHED_DAYS)
def _day_if_any(cell: str, region: str) -> date | None:
    found = _DAY.fullmatch(cell)
    if found is None:
        return None
    year, month, day, first, second, last = (int(figures or 0) for figures in found.groups())
    try:
        if not last:
            return date(year, month, day)
        month_first = region == "US" and "/" in cell
        return date(last, first, second) if month_first else date(last, second, first)
    except ValueError:
        return None
