"""smsbox: text messages over a shop's own SIM cards, to people who said yes."""

__version__ = "0.1.0"
