"""How an operator tells a SIM's balance: one TOML file per country beside this module, each with its operators.

Members of an `[[operator]]`; all but `pattern` must be given:

    name
    networks   codes of country and network (MCC and MNC, ITU-T E.212) with which the SIMs' IMSIs begin
    code       the USSD code; only one that costs nothing
    pattern    a regular expression whose one group is the amount, where the usual one would not find it
    source     who says so
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Operator:
    """See the module's head for what each is; `pattern` is None where the usual one finds the amount."""

    name: str
    networks: tuple[str, ...]
    code: str
    source: str
    pattern: str | None = None


@cache
def all_operators() -> tuple[Operator, ...]:
    """Reads every country's file once; raises TypeError for an operator with other members."""
    names = sorted(entry.name for entry in files(__package__).iterdir() if entry.name.endswith(".toml"))
    countries = [tomllib.loads((files(__package__) / name).read_text(encoding="utf-8")) for name in names]
    return tuple(
        Operator(**{**given, "networks": tuple(given["networks"])})
        for country in countries
        for given in country["operator"]
    )


def operator_of(imsi: str | None) -> Operator | None:
    """The operator that issued the SIM with this IMSI; None if it is not among those known."""
    return next(
        (operator for operator in all_operators() if imsi is not None and imsi.startswith(operator.networks)), None
    )
