"""What an outsider may not do, asked of every page."""

from flask.testing import FlaskClient

FOREIGN_HOSTS = ("evil.example", "smsbox.local.evil.example", "8.8.8.8", "", "a b", "[::1", "localhost:80:80")


def cannot_see(client: FlaskClient, path: str) -> None:
    """Nobody signed in: on to the sign-in page, and nothing of the page is told."""
    response = client.get(path)
    assert response.status_code == 302
    assert response.location.startswith("/sign-in")


def cannot_post(client: FlaskClient, path: str, data: dict[str, str] | None = None) -> None:
    """Nobody signed in: a form does nothing but lead to the sign-in page; with a text in it, it says so first."""
    response = client.post(path, data=data)
    if data and data.get("text"):
        assert response.status_code == 401
        assert "You are signed out" in response.get_data(as_text=True)
        return
    assert response.status_code == 302
    assert response.location == "/sign-in"


def needs_the_form_key(client: FlaskClient, path: str, data: dict[str, str] | None = None) -> None:
    """Signed in, but the form comes from elsewhere: refused."""
    response = client.post(path, data=data)
    assert response.status_code == 400
    assert "open for too long" in response.get_data(as_text=True)


def foreign_hosts_are_refused(client: FlaskClient, path: str) -> None:
    """Reached under somebody else's name: refused."""
    for host in FOREIGN_HOSTS:
        assert client.get(path, headers={"Host": host}).status_code == 400, host
