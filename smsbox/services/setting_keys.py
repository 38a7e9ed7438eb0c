"""Every setting there is: what it is for, what it accepts, and what holds until somebody sets it."""

from collections.abc import Callable
from dataclasses import dataclass

from smsbox.rules.budget import LAST_RESET_DAY
from smsbox.rules.decision import MOST_PER_DAY
from smsbox.sentences import sentence
from smsbox.services import cleaning

LONGEST_NAME = 40
"""Characters of the shop's name: it stands at the head of every promotional text."""

LONGEST_HELP = 100
"""Characters of the contact that the HELP answer gives: the answer must fit in one text."""

MOST_PER_MONTH = 31
MOST_IN_A_BUDGET = 1_000_000
"""Parts or recipients: more than any SIM sends in a month."""

MOST_PER_MINUTE = 60
MOST_PER_HOUR = 3600
"""Promotional parts: one a second."""

LONGEST_FAILOVER = 1440
"""Minutes: a day."""

LONGEST_EVERY = 720
"""Hours: a month."""

FEWEST_YEARS, MOST_YEARS = 5, 50
"""Records of consent are asked for in the United States for 5 years (47 CFR 64.1200(d)(6)); elsewhere for less."""

FIRST_AMOUNT = (
    r"([0-9]+(?:[.,][0-9]{3})*[.,][0-9]{2}(?![.,/:-]?[0-9])|[0-9]+(?=\s?(?:[€$£]|[A-Z]{3}\b))|(?<=[€$£])[0-9]+)"
)
"""A number with two decimals (and no date, which goes on), or a whole one beside a currency."""

SET = "set"
NOT_SET = "not set"
"""What is shown of a secret."""

LONGEST_VALIDITY = 168
"""Hours: a week."""

LANGUAGES = ("en", "de", "fr", "es", "ar")
"""The page's languages, by their codes in ISO 639-1."""


@dataclass(frozen=True)
class Setting:
    """One setting: `help` and `accepts` are for people; `clean` gives the stored form, and raises ValueError.

    Of a `secret` one only whether it is set is ever shown.
    """

    help: str
    accepts: str
    default: str
    clean: Callable[[str], str]
    secret: bool = False

    def shown(self, value: str) -> str:
        """What people may see of a value."""
        return (SET if value else NOT_SET) if self.secret else value


_every = cleaning.whole(0, LONGEST_EVERY)


def _number(least: int, most: int) -> str:
    return sentence("a number from {least} to {most}", least=least, most=most)


_TIME = sentence("a time from 00:00 (midnight) to 23:59")
_DAY = sentence("a day like 2027-11-23, or nothing")
_TRUTH = sentence("true or false")
_BUDGET_NUMBER = _number(0, MOST_IN_A_BUDGET)
_HOURS = sentence("hours from 0 to {most}", most=LONGEST_EVERY)

KEYS: dict[str, Setting] = {
    "shop.name": Setting(
        sentence("The shop's name; it stands at the head of promotional texts."),
        sentence("1 to {most} characters on one line", most=LONGEST_NAME),
        "",
        cleaning.line(1, LONGEST_NAME),
    ),
    "shop.region": Setting(
        sentence("The country whose local numbers and rules hold."),
        sentence("a country's two letters, like GB, US or FR"),
        "",
        cleaning.region,
    ),
    "shop.language": Setting(
        sentence("The page's language, where nobody chose another."),
        sentence("one of {languages}", languages=", ".join(LANGUAGES)),
        LANGUAGES[0],
        cleaning.choice(*LANGUAGES),
    ),
    "shop.timezone": Setting(
        sentence("The shop's time zone."),
        sentence("a zone's name, like Europe/London or America/New_York"),
        "UTC",
        cleaning.zone,
    ),
    "shop.help": Setting(
        sentence("The contact given to whoever texts HELP."),
        sentence("up to {most} characters on one line", most=LONGEST_HELP),
        "",
        cleaning.line(0, LONGEST_HELP),
    ),
    "shop.only_consent": Setting(
        sentence("The day on which the owner said: I only text people who said yes."), _DAY, "", cleaning.day
    ),
    "shop.operator_allows": Setting(
        sentence("The day on which the owner said: my operator allows texts from a program."), _DAY, "", cleaning.day
    ),
    "quiet.promotional_start": Setting(
        sentence("Promotional texts go out from this local time on."), _TIME, "09:00", cleaning.time_of_day
    ),
    "quiet.promotional_end": Setting(
        sentence("Promotional texts go out until this local time."), _TIME, "20:00", cleaning.time_of_day
    ),
    "quiet.promotional_days": Setting(
        sentence("Promotional texts go out on these days."),
        sentence("days like mon-sat, mon-fri, tue,thu or every day"),
        "mon-sat",
        cleaning.days,
    ),
    "quiet.holidays": Setting(
        sentence("Promotional texts wait on public holidays, the customer's and the shop's."),
        _TRUTH,
        "true",
        cleaning.truth,
    ),
    "quiet.transactional_start": Setting(
        sentence("Transactional texts not marked urgent go out from this local time on."),
        _TIME,
        "08:00",
        cleaning.time_of_day,
    ),
    "quiet.transactional_end": Setting(
        sentence("Transactional texts not marked urgent go out until this local time."),
        _TIME,
        "21:00",
        cleaning.time_of_day,
    ),
    "cap.per_day": Setting(
        sentence("Promotional texts that one number may get in 24 hours."),
        _number(0, MOST_PER_DAY),
        "1",
        cleaning.whole(0, MOST_PER_DAY),
    ),
    "cap.per_month": Setting(
        sentence("Promotional texts that one number may get in a month."),
        _number(0, MOST_PER_MONTH),
        "4",
        cleaning.whole(0, MOST_PER_MONTH),
    ),
    "budget.daily_parts": Setting(
        sentence("Message parts that one SIM may send in a day; 0 is without limit."),
        _BUDGET_NUMBER,
        "0",
        cleaning.whole(0, MOST_IN_A_BUDGET),
    ),
    "budget.monthly_parts": Setting(
        sentence("Message parts that one SIM may send in a billing month; 0 is without limit."),
        _BUDGET_NUMBER,
        "0",
        cleaning.whole(0, MOST_IN_A_BUDGET),
    ),
    "budget.daily_recipients": Setting(
        sentence("Different numbers that one SIM may text in a day; 0 is without limit."),
        _BUDGET_NUMBER,
        "0",
        cleaning.whole(0, MOST_IN_A_BUDGET),
    ),
    "budget.monthly_recipients": Setting(
        sentence("Different numbers that one SIM may text in a billing month; 0 is without limit."),
        _BUDGET_NUMBER,
        "0",
        cleaning.whole(0, MOST_IN_A_BUDGET),
    ),
    "budget.reset_day": Setting(
        sentence("The day of the month on which the SIMs' billing month begins."),
        sentence("a day from 1 to {last}", last=LAST_RESET_DAY),
        "1",
        cleaning.whole(1, LAST_RESET_DAY),
    ),
    "pace.per_minute": Setting(
        sentence("Promotional parts that one SIM sends in a minute, on average; 0 is as fast as it can."),
        _number(0, MOST_PER_MINUTE),
        "10",
        cleaning.whole(0, MOST_PER_MINUTE),
    ),
    "pace.per_hour": Setting(
        sentence("Promotional parts that one SIM sends in an hour at most; 0 is without limit."),
        _number(0, MOST_PER_HOUR),
        "200",
        cleaning.whole(0, MOST_PER_HOUR),
    ),
    "message.validity_hours": Setting(
        sentence("Hours after which a text that could not be sent or delivered expires."),
        _number(1, LONGEST_VALIDITY),
        "12",
        cleaning.whole(1, LONGEST_VALIDITY),
    ),
    "sending.paused": Setting(sentence("Holds all promotional texts while true."), _TRUTH, "false", cleaning.truth),
    "sending.paused_until": Setting(
        sentence("Holds texts of every kind until then; answers to STOP and HELP still go out."),
        sentence("a time like 2027-11-23T18:00Z, the word resumed, or nothing"),
        "",
        cleaning.pause_end,
    ),
    "modem.roaming": Setting(
        sentence("Lets modems send while roaming in a foreign network, which may cost more."),
        _TRUTH,
        "false",
        cleaning.truth,
    ),
    "modem.network_time": Setting(
        sentence(
            "Compares the box's clock with the time that the mobile networks tell; offers wait while they differ."
        ),
        _TRUTH,
        "true",
        cleaning.truth,
    ),
    "modem.pin": Setting(
        sentence("The PIN of the shop's SIM cards; it is tried once on each."),
        sentence("4 to 8 digits, or nothing"),
        "",
        cleaning.matching(r"([0-9]{4,8})?"),
        secret=True,
    ),
    "modem.failover_minutes": Setting(
        sentence(
            "Minutes for which a SIM may be away before its replies and transactional texts go over another;"
            " 0 is never."
        ),
        _number(0, LONGEST_FAILOVER),
        "10",
        cleaning.whole(0, LONGEST_FAILOVER),
    ),
    "balance.code": Setting(
        sentence("The code that asks the network for a SIM's balance."),
        sentence("a USSD code like *100#, or nothing for that of each SIM's operator where it is known"),
        "",
        cleaning.matching(r"([*#][*#0-9]{1,30}#)?"),
    ),
    "balance.pattern": Setting(
        sentence("The regular expression that finds the amount in the network's answer."),
        sentence("a regular expression of up to {most} characters with one group", most=cleaning.LONGEST_PATTERN),
        FIRST_AMOUNT,
        cleaning.pattern,
    ),
    "balance.every_hours": Setting(
        sentence("Hours between two looks at a SIM's balance; 0 is never."), _HOURS, "24", _every
    ),
    "alive.every_hours": Setting(
        sentence("Hours between two texts from each SIM to another, as a proof of life; 0 is never."),
        _HOURS,
        "0",
        _every,
    ),
    "shop.reserved_goods": Setting(
        sentence("The day on which the owner accepted the rules for offers of alcohol, tobacco and their like."),
        _DAY,
        "",
        cleaning.day,
    ),
    "records.years": Setting(
        sentence(
            "Years for which the box keeps who said yes to whom, and what was sent; never fewer than {years}.",
            years=FEWEST_YEARS,
        ),
        _number(FEWEST_YEARS, MOST_YEARS),
        str(FEWEST_YEARS),
        cleaning.whole(FEWEST_YEARS, MOST_YEARS),
    ),
    "modem.failover_offers": Setting(
        sentence(
            "Sends offers over another SIM card, too, while theirs is away; they then say that the number changed."
        ),
        _TRUTH,
        "false",
        cleaning.truth,
    ),
}
"""Every setting, in the order in which people are shown them."""
