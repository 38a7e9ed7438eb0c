"""The settings as fields of pages: in which group each stands, how it is called, what it is typed into."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from babel import Locale, dates
from werkzeug.datastructures import MultiDict

from smsbox.errors import BadInput
from smsbox.rules.roles import ROLES, Role
from smsbox.services import cleaning, numbers, setting_keys, settings
from web import languages
from web.languages import gettext, later, translated


class Widget(StrEnum):
    """What a setting is typed into, or chosen from."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    TRUTH = "truth"
    CHOICE = "choice"
    DAYS = "days"
    SECRET = "secret"  # noqa: S105 - a kind of field, no secret


@dataclass(frozen=True)
class Place:
    """A setting on a page."""

    key: str
    label: str
    widget: Widget = Widget.TEXT


@dataclass(frozen=True)
class Group:
    """One page of settings."""

    title: str
    about: str
    change: str
    """What the way there says."""
    icon: str
    places: tuple[Place, ...]

    @property
    def least(self) -> Role:
        """Who may change all of them."""
        return max((settings.least(place.key) for place in self.places), key=ROLES.index)


GROUPS: dict[str, Group] = {
    "shop": Group(
        later("Shop"),
        later("Name, country, time zone, contact and language."),
        later("Change the shop"),
        "store",
        (
            Place("shop.name", later("The shop’s name")),
            Place("shop.region", later("Country"), Widget.CHOICE),
            Place("shop.timezone", later("Time zone"), Widget.CHOICE),
            Place("shop.help", later("Contact for help")),
            Place("shop.language", later("Language"), Widget.CHOICE),
            Place("records.years", later("Years that records are kept"), Widget.NUMBER),
        ),
    ),
    "hours": Group(
        later("Hours"),
        later("When offers and other texts may go out."),
        later("Change the hours"),
        "clock",
        (
            Place("quiet.promotional_start", later("Offers from"), Widget.TIME),
            Place("quiet.promotional_end", later("Offers until"), Widget.TIME),
            Place("quiet.promotional_days", later("Days for offers"), Widget.DAYS),
            Place("quiet.holidays", later("Wait on public holidays"), Widget.TRUTH),
            Place("quiet.transactional_start", later("Other texts from"), Widget.TIME),
            Place("quiet.transactional_end", later("Other texts until"), Widget.TIME),
        ),
    ),
    "limits": Group(
        later("Limits and pace"),
        later("How many texts go out, and how fast."),
        later("Change the limits"),
        "chart-column",
        (
            Place("cap.per_day", later("Offers to one customer in a day"), Widget.NUMBER),
            Place("cap.per_month", later("Offers to one customer in a month"), Widget.NUMBER),
            Place("pace.per_minute", later("Offers in a minute, for each SIM card"), Widget.NUMBER),
            Place("pace.per_hour", later("Offers in an hour, for each SIM card"), Widget.NUMBER),
            Place("message.validity_hours", later("Hours until a text is too late"), Widget.NUMBER),
            Place("budget.daily_parts", later("Texts in a day, for each SIM card"), Widget.NUMBER),
            Place("budget.monthly_parts", later("Texts in a month, for each SIM card"), Widget.NUMBER),
            Place("budget.daily_recipients", later("Different numbers in a day, for each SIM card"), Widget.NUMBER),
            Place("budget.monthly_recipients", later("Different numbers in a month, for each SIM card"), Widget.NUMBER),
            Place("budget.reset_day", later("Day on which the month begins"), Widget.NUMBER),
        ),
    ),
    "modem": Group(
        later("Modems"),
        later("PIN, roaming, balance, and what happens when a SIM is away."),
        later("Change the modems"),
        "router",
        (
            Place("modem.pin", later("PIN of the SIM cards"), Widget.SECRET),
            Place("modem.roaming", later("Send in foreign networks, too"), Widget.TRUTH),
            Place("modem.network_time", later("Set the clock by the network"), Widget.TRUTH),
            Place("modem.failover_minutes", later("Minutes until another SIM card helps"), Widget.NUMBER),
            Place("modem.failover_offers", later("Another SIM card sends offers, too"), Widget.TRUTH),
            Place("alive.every_hours", later("Hours between two tests of each SIM card"), Widget.NUMBER),
            Place("balance.code", later("Code that asks for the balance")),
            Place("balance.every_hours", later("Hours between two looks at the balance"), Widget.NUMBER),
            Place("balance.pattern", later("How the amount is found in the answer")),
        ),
    ),
}
"""The pages of settings, by the word in their addresses."""

NOT_HERE = frozenset(
    {"sending.paused", "sending.paused_until", "shop.only_consent", "shop.operator_allows", "shop.reserved_goods"}
)
"""Settings that are buttons, or said once, elsewhere."""

REMOVED = ".removed"
"""Ends the name of the tick that takes a secret away."""


@dataclass(frozen=True)
class Label:
    """As the components read it."""

    text: str


@dataclass
class Field:
    """One setting on a page, in the shape that the components for fields read; `data` is what the field holds."""

    place: Place
    data: str
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The field's name in the form: the setting's key."""
        return self.place.key

    @property
    def id(self) -> str:
        """Where an error's link leads."""
        return self.place.key.replace(".", "-")

    @property
    def label(self) -> Label:
        """What stands over it."""
        return Label(self.place.label)

    @property
    def hint(self) -> str:
        """What the setting does, and for a line of text what it accepts."""
        setting = setting_keys.KEYS[self.name]
        said = translated(setting.help)
        if self.place.widget not in (Widget.TEXT, Widget.NUMBER, Widget.SECRET):
            return said
        accepted = gettext("Enter %(accepts)s.", accepts=translated(setting.accepts))
        return f"{said} {accepted}"

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        """What is chosen from, the value of now in any case."""
        found = _OPTIONS[self.name]() if self.place.widget is Widget.CHOICE else ()
        return found if any(value == self.data for value, _ in found) else ((self.data, self.data), *found)

    @property
    def days(self) -> Sequence[tuple[str, str, bool]]:
        """Each weekday: its word, its name, whether it is ticked."""
        names = dates.get_day_names("wide", "stand-alone", locale=languages.here())
        ticked = _days(self.data)
        return [(word[:3], names[n], n in ticked) for n, word in enumerate(cleaning.DAY_NAMES)]


class SettingsForm:
    """A group's fields."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields

    def problems(self) -> list[tuple[str, str]]:
        """Each wrong field's id and the sentence about it."""
        return [(each.id, each.errors[0]) for each in self.fields if each.errors]


def form_of(group: Group, values: Mapping[str, str]) -> SettingsForm:
    """The group as it is; what is secret is not in it."""
    return SettingsForm(
        tuple(Field(place, "" if setting_keys.KEYS[place.key].secret else values[place.key]) for place in group.places)
    )


def typed(group: Group, told: "MultiDict[str, str]") -> SettingsForm:
    """The group as it was sent, with what is wrong said at its field."""
    form = SettingsForm(tuple(Field(place, _told(place, told)) for place in group.places))
    for each in form.fields:
        setting = setting_keys.KEYS[each.name]
        try:
            setting.clean(each.data)
        except (ValueError, KeyError):
            accepts = gettext("chosen days") if each.place.widget is Widget.DAYS else translated(setting.accepts)
            each.errors = [gettext("%(label)s: enter %(accepts)s.", label=each.place.label, accepts=accepts)]
    return form


def refuse(form: SettingsForm, fault: BadInput) -> None:
    """Says at its field what is wrong with the settings together."""
    at_fault = next((each for each in form.fields if each.name == fault.field), form.fields[0])
    at_fault.errors = [translated(fault.sentence)]


def to_save(form: SettingsForm, told: "MultiDict[str, str]") -> list[tuple[str, str]]:
    """Keys and values; a secret only if one was typed, or it is to go."""
    return [
        (each.name, each.data)
        for each in form.fields
        if each.place.widget is not Widget.SECRET or each.data or told.get(each.name + REMOVED)
    ]


def _told(place: Place, told: "MultiDict[str, str]") -> str:
    if place.widget is Widget.TRUTH:
        return "true" if told.get(place.key) else "false"
    if place.widget is Widget.DAYS:
        return ",".join(told.getlist(place.key))
    return told.get(place.key, "")


def _days(value: str) -> frozenset[int]:
    try:
        return cleaning.as_days(value)
    except ValueError:
        return frozenset()


def _countries() -> Sequence[tuple[str, str]]:
    return _named_countries(languages.here())


@lru_cache(16)
def _named_countries(locale: Locale) -> Sequence[tuple[str, str]]:
    names = locale.territories
    return sorted(((code, names.get(code, code)) for code in numbers.regions()), key=lambda each: each[1])


@lru_cache(1)
def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in cleaning.zones()]


_OPTIONS: dict[str, Callable[[], Sequence[tuple[str, str]]]] = {
    "shop.region": _countries,
    "shop.timezone": _zones,
    "shop.language": languages.names,
}
"""What each choice is made of."""
