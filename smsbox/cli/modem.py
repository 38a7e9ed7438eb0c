"""The commands about modems and SIM cards as the box knows them: list, balance, budget, resume, smsc, own-number."""

import shlex
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import click

from smsbox.cli.common import by, data_option, json_option, now, open_database, print_json, table
from smsbox.cli.port import ask_balance, at_command, probe, record
from smsbox.errors import SmsboxError
from smsbox.services import balances, modems, settings, sims

AS_SET = -1
"""Given instead of a limit: the SIM has none of its own."""


@click.group()
def modem() -> None:
    """Find, identify and talk to modems."""


@modem.command("list")
@json_option
@data_option
def list_modems(as_json: bool, data: Path) -> None:
    """Show the modems that the box knows, how they are, and the number of the SIM card (ICCID) in each."""
    views = modems.all_modems(open_database(data), now=now())
    if as_json:
        print_json({"items": views})
        return
    if not views:
        click.echo("No modem has been seen yet. Plug one in and start: smsbox run")
        return
    rows = [("PORT", "MODEL", "SIM", "STATE", "OPERATOR", "NETWORK", "SIGNAL", "TODAY")]
    for view in views:
        signal = "" if view.signal_dbm is None else f"{view.signal_dbm} dBm"
        rows.append(
            (
                view.port or "-",
                view.model or "-",
                view.iccid or "-",
                view.words,
                view.operator or "-",
                view.technology or "-",
                signal,
                str(view.used_today),
            )
        )
    table(rows)


@modem.command(epilog="Example: smsbox modem balance --code '*100#' --pattern 'Credit ([0-9.]+)' /dev/ttyUSB0")
@click.argument("iccid", required=False, metavar="[ICCID|PORT]")
@click.option("--code", help="Ask the network of the modem at PORT by this code, to try it out.")
@click.option("--pattern", help="The regular expression to try out; without it that of the settings.")
@json_option
@data_option
def balance(iccid: str | None, code: str | None, pattern: str | None, as_json: bool, data: Path) -> None:
    """Show what the networks last told of the SIM cards' balances, or of that of the card ICCID.

    The box asks by itself, with the operator's code where it knows that, or: smsbox set balance.code "*100#"

    With --code that code is tried out on the modem at PORT, which the daemon must not be using, and nothing is kept.
    """
    if code is not None:
        _try_balance(iccid, code, pattern, data)
        return
    if pattern is not None:
        raise click.UsageError("--pattern needs --code, too.")
    db, moment = open_database(data), now()
    views = modems.balances(db, iccid, now=moment)
    if as_json:
        fields_shown = ("iccid", "operator", "balance", "balance_text", "balance_at")
        print_json([{name: getattr(view, name) for name in fields_shown} for view in views])
        return
    rows = [("SIM", "BALANCE", "TOLD", "IN FULL")]
    for view in views:
        age = "never" if view.balance_at is None else f"{_age(moment - view.balance_at)} ago"
        rows.append((view.iccid or "-", view.balance or "-", age, view.balance_text or "-"))
    table(rows)
    if not settings.get(db, "balance.code") and any(view.balance_at is None for view in views):
        click.echo(
            "The box does not know the code of every operator."
            ' If a balance stays away, set its code, like: smsbox set balance.code "*100#"'
        )


def _try_balance(port: str | None, code: str, pattern: str | None, data: Path) -> None:
    if port is None:
        raise click.UsageError("Give the modem's PORT, like /dev/ttyUSB0.")
    db = open_database(data)
    clean = settings.cleaned("balance.code", code)
    if not clean:
        raise click.UsageError("Give a code, like --code '*100#'.")
    usual = settings.get(db, "balance.pattern") if pattern is None else pattern
    balances.would_read("", usual)
    answer = ask_balance(Path(port), clean)
    amount = balances.would_read(answer, usual)
    click.echo(f"The network said: {answer}")
    if amount is None:
        raise SmsboxError("The pattern finds no amount in that. Try another with --pattern.")
    click.echo(f"would read: {amount}")
    click.echo(f'Keep it with: smsbox set balance.code "{clean}"')
    if pattern is not None:
        click.echo(f"and: smsbox set balance.pattern {shlex.quote(pattern)}")


def _age(age: timedelta) -> str:
    minutes = max(int(age / timedelta(minutes=1)), 0)
    hours = minutes // 60
    return f"{hours // 24} days" if hours >= 48 else f"{hours} h" if hours else f"{minutes} min"


def _limit(name: str, what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(
        f"--{name.replace('_', '-')}", name, type=int, metavar="N", help=f"{what}; -1 is as the settings say."
    )


@modem.command(epilog="Example: smsbox modem budget 8944100000000000001 --monthly-parts 3000 --reset-day 15")
@click.argument("iccid")
@_limit("daily_parts", "Parts it may send in a day, 0 is without limit")
@_limit("monthly_parts", "Parts it may send in a billing month, 0 is without limit")
@_limit("daily_recipients", "Different numbers it may text in a day, 0 is without limit")
@_limit("monthly_recipients", "Different numbers it may text in a billing month, 0 is without limit")
@_limit("reset_day", "The day on which its billing month begins")
@data_option
def budget(iccid: str, data: Path, **limits: int | None) -> None:
    """Give the SIM card ICCID its own limits, or show those that hold for it."""
    own = {name: None if limit == AS_SET else limit for name, limit in limits.items() if limit is not None}
    held = modems.set_budget(open_database(data), iccid, own, by=by())
    table([(field.name.replace("_", " "), _told(field.name, getattr(held, field.name))) for field in fields(held)])


def _told(name: str, limit: int) -> str:
    return "no limit" if limit == 0 and name != "reset_day" else str(limit)


@modem.command(epilog="Example: smsbox modem resume 8944100000000000001")
@click.argument("iccid")
@data_option
def resume(iccid: str, data: Path) -> None:
    """Let the SIM card ICCID send again, after the box has set it aside because the network refused its texts."""
    modems.resume_sim(open_database(data), iccid, by=by(), now=now())
    click.echo(f"The SIM {iccid} sends again.")


@modem.command(epilog="Example: smsbox modem smsc 8944100000000000001 +447785016005")
@click.argument("iccid")
@click.argument("number", required=False)
@click.option("--forget", is_flag=True, help="Leave whatever number is on the card.")
@data_option
def smsc(iccid: str, number: str | None, forget: bool, data: Path) -> None:
    """Have the message centre's NUMBER put on the SIM card ICCID, or show which one is to be there.

    Most cards bring it with them. A modem whose card has none is ready within seconds of this.
    """
    if forget and number is not None:
        raise click.UsageError("Give a number, or --forget.")
    db = open_database(data)
    kept = sims.set_smsc(db, iccid, number, by=by()) if forget or number is not None else sims.smsc(db, iccid)
    click.echo(kept or "what is on the card")


@modem.command("own-number", epilog="Example: smsbox modem own-number 8944100000000000001")
@click.argument("iccid")
@click.argument("number", required=False)
@data_option
def own_number(iccid: str, number: str | None, data: Path) -> None:
    """Show the own number of the SIM card ICCID, or keep NUMBER as it.

    If it is not known, the card texts another of the box's cards, which sees the number: look again in a minute. That
    costs one text. What the card itself tells counts more than NUMBER.
    """
    db = open_database(data)
    kept = sims.own_number(db, iccid) if number is None else sims.set_own_number(db, iccid, number, by=by())
    if kept is None:
        sims.find_own_number(db, iccid, now=now())
        click.echo("It is not known. A text is on its way to find it out; look again in a minute.", err=True)
    else:
        click.echo(kept)


for command in (probe, at_command, record):
    modem.add_command(command)
