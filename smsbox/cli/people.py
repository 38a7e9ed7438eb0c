"""`smsbox user` and `smsbox token`: who may sign in, and which programs may call the API."""

import sys
from pathlib import Path

import click

from smsbox.cli.common import by, data_option, json_option, now, open_database, print_json, table
from smsbox.errors import BadInput
from smsbox.services import people
from smsbox.services.json_text import rfc3339

PAGE = "http://127.0.0.1:8080"
"""Where the page is if nothing else was said when it was started."""

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
      till     see the day, sign customers up
      staff    write texts, answer customers
      manager  lists, campaigns and pausing
      owner    settings, people and tokens
    """


@user.command("add")
@click.argument("name")
@role_option
@password_option
@data_option
def user_add(name: str, role: str, password_stdin: bool, data: Path) -> None:
    """Add a person. Managers and owners need a password of 10 characters or more.

    Others choose a PIN of 4 to 6 digits, or a password.

    \b
    Examples:
      smsbox user add Rosa --role owner
      echo 4821 | smsbox user add Tom --role till --password-stdin
    """
    person = people.add_person(open_database(data), name, role, _password(password_stdin), by=by(), now=now())
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
    people.set_password(open_database(data), name, _password(password_stdin), by=by())
    click.echo("The new password holds from now on.")


@user.command("role")
@click.argument("name")
@role_option
@click.option("--password-stdin", is_flag=True, help="Give a new password, too: the first line of standard input.")
@data_option
def user_role(name: str, role: str, password_stdin: bool, data: Path) -> None:
    """Give a person another role. Who becomes manager or owner needs a password of 10 characters or more.

    \b
    Examples:
      smsbox user role Tom --role staff
      smsbox user role Tom --role manager --password-stdin
    """
    password = _password(True) if password_stdin else None
    person = people.set_role(open_database(data), name, role, password, by=by())
    click.echo(f"{person.name} is {person.role} from now on, and signs in anew.")


@user.command("remove")
@click.argument("name")
@data_option
def user_remove(name: str, data: Path) -> None:
    """Let a person sign in no more, and end their sessions. The page's Activity can take it back for 30 days.

    \b
    Example:
      smsbox user remove Tom
    """
    people.remove_person(open_database(data), name, by=by())
    click.echo(f"{name} may not sign in any more.")


@user.command("link")
@click.argument("name")
@click.option("--page", metavar="URL", default=PAGE, show_default=True, help="Where the page is.")
@data_option
def user_link(name: str, page: str, data: Path) -> None:
    """Print a link that signs a person in once, within 15 minutes: after a forgotten password, or too many wrong tries.

    \b
    Examples:
      smsbox user link Rosa
      smsbox user link Rosa --page http://192.168.1.20
    """
    db = open_database(data)
    secret = people.make_sign_in_link(db, people.person_named(db, name).id, now=now())
    click.echo(f"{page.rstrip('/')}/sign-in/{secret}")


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
    click.echo(people.add_token(open_database(data), name, role, by=by(), now=now()))


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
    people.revoke_token(open_database(data), name, by=by(), now=now())
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
