"""Documents as JSON text, for people and programs: frozen dataclasses, enums and times in them as they are."""

import dataclasses
import json
from datetime import UTC, date, datetime
from enum import Enum


def text_of(document: object) -> str:
    """The document, indented; raises TypeError for what has no form in JSON."""
    return json.dumps(document, default=_plain, ensure_ascii=False, indent=2)


def rfc3339(moment: datetime) -> str:
    """An aware UTC time as JSON holds it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no form in JSON")
