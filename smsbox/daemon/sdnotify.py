"""Telling systemd that the daemon is up, and alive (sd_notify(3))."""

import os
import socket


def notify(state: str) -> None:
    """Sends `state` ("READY=1", "WATCHDOG=1", "STOPPING=1"); does nothing outside systemd."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as connection:
        try:
            connection.connect(address)
            connection.sendall(state.encode())
        except OSError:
            return
