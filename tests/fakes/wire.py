"""HTTP over a real socket."""

import json
import urllib.error
import urllib.request


def answer(url: str, token: str | None = None, document: object = None) -> tuple[int, bytes]:
    """Status and body of a GET, or of a POST if there is a document."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = None
    if document is not None:
        data, headers["Content-Type"] = json.dumps(document).encode(), "application/json"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read()
