"""`smsbox keyword` and `smsbox wording`: what subscribers text to join a list, and what they agree to by it."""

from pathlib import Path

import click

from smsbox.cli.common import by, data_option, json_option, open_database, print_json, table
from smsbox.services import keywords, settings, wordings


@click.group()
def keyword() -> None:
    """Manage the words that subscribers text to join a list, or to get an answer."""


@keyword.command("add")
@click.argument("word")
@click.option("--list", "list_name", help="The list that whoever texts the word joins; it needs a sign-up wording.")
@click.option("--answer", default="", help="What the word is answered.")
@data_option
def keyword_add(word: str, list_name: str | None, answer: str, data: Path) -> None:
    """Make a keyword.

    \b
    Examples:
      smsbox keyword add SHOES --list Offers --answer "Show this text at the till for 10 off."
      smsbox keyword add HOURS --answer "We are open from 9 to 6, Monday to Saturday."
    """
    db = open_database(data)
    made = keywords.create(db, word, list_name=list_name, answer=answer, by=by())
    click.echo(f"Whoever texts {made.written} {f'joins {made.list}' if made.list else 'gets the answer'}.")
    for other in keywords.similar(db, word):
        click.echo(f"It is easily mistaken for {other.written}.", err=True)


@keyword.command("list")
@data_option
@json_option
def keyword_list(data: Path, as_json: bool) -> None:
    """Show every keyword.

    \b
    Example:
      smsbox keyword list --json
    """
    found = keywords.all_keywords(open_database(data))
    if as_json:
        print_json({"items": [{"word": one.written, "list": one.list, "answer": one.answer} for one in found]})
    else:
        table([(one.written, one.list or "-", one.answer) for one in found])


@keyword.command("remove")
@click.argument("word")
@data_option
def keyword_remove(word: str, data: Path) -> None:
    """Remove a keyword; those who joined by it stay on their list.

    \b
    Example:
      smsbox keyword remove SHOES
    """
    db = open_database(data)
    found = keywords.by_word(db, word)
    keywords.delete(db, found.id, by=by())
    click.echo(f"{found.written} is no keyword any more.")


@click.command()
@click.argument("list_name", metavar="LIST")
@click.option("--set", "text", help="The wording. Without --set the one in use is shown.")
@click.option("--propose", is_flag=True, help="Put a complete wording in the shop's language into use.")
@click.option("--kinds", help="What kind of texts, such as: offers and news.")
@click.option("--per-month", type=int, default=4, show_default=True, help="How many texts a month it promises.")
@data_option
@json_option
def wording(
    list_name: str, text: str | None, propose: bool, kinds: str | None, per_month: int, data: Path, as_json: bool
) -> None:
    """Show or set what people agree to who join LIST.

    It must name the shop, what kind of texts, how often, STOP and HELP, or it is not taken.

    \b
    Examples:
      smsbox wording Offers
      smsbox wording Offers --propose --per-month 4
    """
    if text is not None and propose:
        raise click.UsageError("Give --set or --propose, not both.")
    db = open_database(data)
    policy = settings.policy(db.connection())
    kinds = kinds or wordings.proposal_kinds(policy)
    if propose:
        text = wordings.proposal(policy, kinds=kinds, per_month=per_month)
    if text is not None:
        wordings.put(db, list_name, text, kinds=kinds, per_month=per_month, by=by())
    found = wordings.in_use(db, list_name)
    if as_json:
        print_json({"list": found.list, "text": found.text, "kinds": found.kinds, "per_month": found.per_month})
    else:
        click.echo(found.text)
