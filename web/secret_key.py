"""The key that signs the session cookies: made once, kept in the data folder, readable by the box alone."""

import os
import secrets
import tempfile
from pathlib import Path

from smsbox.errors import StoreFault

FILE_NAME = "secret.key"
KEY_BYTES = 32


def load(folder: Path) -> bytes:
    """The key in `folder`, made if there is none; two processes that start together get the same one.

    Raises StoreFault if the file cannot be read or written.
    """
    path = folder / FILE_NAME
    try:
        if not path.exists():
            _create(path)
        key = path.read_bytes()
    except OSError as fault:
        raise StoreFault(f"The key file {path} cannot be used: {fault.strerror}. Check who owns the folder.") from fault
    if len(key) < KEY_BYTES:
        raise StoreFault(f"The key file {path} is damaged. Delete it; everybody then signs in again.")
    return key


def _create(path: Path) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        os.write(descriptor, secrets.token_bytes(KEY_BYTES))
        os.fsync(descriptor)
        os.close(descriptor)
        os.link(temporary, path)  # unlike a rename, this fails if another process was first
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)
