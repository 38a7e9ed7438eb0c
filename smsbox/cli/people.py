"""`smsbox user` and `smsbox token`: who may sign in, and which programs may call the API."""

import sys
from pathlib import Path

import click

from smsbox.cli.common import data_option, json_option, now, open_database, print_json, rfc3339, table
from smsbox.errors import BadInput
from smsbox.services import people

role_option = click.option(
    "--role",
    type=click.Choice([role.value for role in people.ROLES]),
    required=True,
    help="What they may do; each role includes those before it.",
)
password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)


@click.group()
def user() -> None:
    """Manage who may sign in to the page.

    \b
    Roles, each including those before it:
      till     answer customers and note an opt-out
      staff    write texts
      manager  lists and campaigns
      owner    settings, people and tokens
    """


@user.command("add")
@click.argument("name")
@role_option
@password_option
@data_option
def user_add(name: str, role: str, password_stdin: bool, data: Path) -> None:
    """Add a person. Managers and owners need a password of 12 characters or more; others a PIN of 4 to 6 digits.

    \b
    Examples:
      smsbox user add Rosa --role owner
      echo 4821 | smsbox user add Tom --role till --password-stdin
    """
    person = people.add_person(open_database(data), name, role, _password(password_stdin), now=now())
    click.echo(f"{person.name} may sign in as {person.role}.")


@user.command("list")
@data_option
@json_option
def user_list(data: Path, as_json: bool) -> None:
    """Show everybody who may sign in.

    \b
    Example:
      smsbox user list --json
    """
    everybody = people.all_people(open_database(data))
    if as_json:
        print_json({"items": everybody})
    elif everybody:
        table([("NAME", "ROLE"), *((person.name, person.role.value) for person in everybody)])
    else:
        click.echo("Nobody may sign in yet. Add an owner: smsbox user add NAME --role owner")


@user.command("passwd")
@click.argument("name")
@password_option
@data_option
def user_passwd(name: str, password_stdin: bool, data: Path) -> None:
    """Give a person a new password or PIN.

    \b
    Example:
      smsbox user passwd Rosa
    """
    people.set_password(open_database(data), name, _password(password_stdin))
    click.echo("The new password holds from now on.")


@click.group()
def token() -> None:
    """Manage which programs may call the HTTP API."""


@token.command("add")
@click.argument("name")
@role_option
@data_option
def token_add(name: str, role: str, data: Path) -> None:
    """Make a token for the program NAME and print it. It is shown this once; only a digest is kept.

    \b
    Examples:
      smsbox token add till-program --role staff
      TOKEN=$(smsbox token add booking --role staff)
      curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8080/api/v1/messages
    """
    click.echo(people.add_token(open_database(data), name, role, now=now()))


@token.command("list")
@data_option
@json_option
def token_list(data: Path, as_json: bool) -> None:
    """Show the tokens, without their secrets.

    \b
    Example:
      smsbox token list --json
    """
    tokens = people.all_tokens(open_database(data))
    if as_json:
        print_json({"items": tokens})
    elif tokens:
        table([("NAME", "ROLE", "MADE", "STATE"), *(_token_row(entry) for entry in tokens)])
    else:
        click.echo("There is no token yet. Make one: smsbox token add NAME --role staff")


@token.command("revoke")
@click.argument("name")
@data_option
def token_revoke(name: str, data: Path) -> None:
    """Make a token useless, at once and for good.

    \b
    Example:
      smsbox token revoke booking
    """
    people.revoke_token(open_database(data), name, now=now())
    click.echo(f"The token {name} opens nothing any more.")


def _token_row(entry: people.Token) -> tuple[str, ...]:
    state = f"revoked {rfc3339(entry.revoked_at)}" if entry.revoked_at else "valid"
    return entry.name, entry.role.value, rfc3339(entry.created_at), state


def _password(from_stdin: bool) -> str:
    """The password of standard input or of a prompt that shows nothing and asks twice."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadInput("There is no terminal to ask for the password. Give it on standard input with --password-stdin.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password
