"""The command `smsbox`: its subcommands by name, loaded only when asked for."""

import click

from smsbox import __version__
from smsbox.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "run": Entry("smsbox.cli.service:run", "Start the daemon and the page in one process."),
    "daemon": Entry("smsbox.cli.service:daemon", "Start the daemon that talks to the modems."),
    "web": Entry("smsbox.cli.service:web", "Start the page and the HTTP API."),
    "demo": Entry("smsbox.cli.service:demo", "Start a sample shop with two virtual modems."),
    "virtual-modem": Entry("smsbox.cli.virtual_modem:virtual_modem", "Start one virtual modem."),
    "phone": Entry("smsbox.cli.virtual_modem:phone", "Text to a virtual modem, as a customer would."),
    "setup-link": Entry("smsbox.cli.setup:setup_link", "Print the link that opens a new box's set-up."),
    "set": Entry("smsbox.cli.settings:set_setting", "Change a setting."),
    "get": Entry("smsbox.cli.settings:get_setting", "Show settings."),
    "user": Entry("smsbox.cli.people:user", "Manage who may sign in."),
    "token": Entry("smsbox.cli.people:token", "Manage which programs may call the API."),
    "wording": Entry("smsbox.cli.words:wording", "Show or set what people agree to who join a list."),
    "keyword": Entry("smsbox.cli.words:keyword", "Manage the words that subscribers text to join a list."),
    "review": Entry("smsbox.cli.reviews:review", "Decide whether unclear texts meant STOP."),
    "send": Entry("smsbox.cli.messages:send", "Queue one text."),
    "import": Entry("smsbox.cli.imports:import_contacts", "Import customers with their proof of consent."),
    "opt-in": Entry("smsbox.cli.customers:opt_in", "Write down that a person said yes, with what proves it."),
    "erase": Entry("smsbox.cli.customers:erase", "Erase a person and all that names them."),
    "export-person": Entry("smsbox.cli.customers:export_person", "Print all that the box keeps about a person."),
    "clock": Entry("smsbox.cli.clock:clock", "Show the box's time, or confirm that it is right."),
    "status": Entry("smsbox.cli.status:status", "Say what works and what does not."),
    "doctor": Entry("smsbox.cli.doctor:doctor", "Examine the box, with the remedy for what is not well."),
    "modem": Entry("smsbox.cli.modem:modem", "Find, identify and talk to modems."),
}


@click.command("smsbox", cls=LazyGroup, entries=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="smsbox")
def main() -> None:
    """Text messages over your own SIM cards, to people who said yes.

    \b
    First steps, without a modem:
      smsbox demo
    With modems:
      smsbox set shop.name "Rosa's Deli"
      smsbox set shop.region GB
      smsbox user add Rosa --role owner
      smsbox run

    Every command explains itself: smsbox COMMAND --help
    """
