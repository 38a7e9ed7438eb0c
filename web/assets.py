"""The page's own files: read once at the start, fingerprinted, compressed, kept by the browser for good."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, abort, make_response, request
from werkzeug.wrappers import Response

from web import addresses, theme
from web.auth import open_to_all

FOLDER = Path(__file__).parent / "static"

STYLES, SCRIPTS = "app.css", "app.js"
"""Small files served as one, in the order of their names: fewer requests on a slow phone."""

LEFT_OUT = re.compile(rb"(?m)^ *//.*\n|^ +|(?<=[{};,(])\n+")
"""What only readers of the scripts need: lines that are comments, how lines are indented, and some of their ends."""

KEPT = ("*.svg", "*.js", "vendor/*.woff2", "vendor/*.js", "vendor/*.svg", "vendor/*.LICENSE")
"""Files served as they are."""

TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".LICENSE": "text/plain"}

KEEP_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as served; `packed` is its gzip form, None where that saves nothing."""

    body: bytes
    packed: bytes | None
    mimetype: str
    digest: str


@cache
def load() -> dict[str, Asset]:
    """Every file that may be asked for, by its name under /static/; in the brand's own hue."""
    files = {SCRIPTS: LEFT_OUT.sub(b"", _joined("js/*.js"))}
    for pattern in KEPT:
        files |= {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.glob(pattern)}
    return {STYLES: styles(theme.BRAND_HUE), **{name: _asset(name, body) for name, body in files.items()}}


@lru_cache(4)
def styles(hue: int) -> Asset:
    """The style sheet with the brand's colours in `hue` (degrees)."""
    css = theme.properties(hue).encode() + _joined("css/*.css")
    return _asset(STYLES, re.sub(rb"(?<=url\()[^)]+", _with_digest, css))


def _with_digest(address: re.Match[bytes]) -> bytes:
    """A file that the style sheet asks for, at the address that changes with its content."""
    name = address[0].decode()
    return f"{name}?v={_asset(name, (FOLDER / name).read_bytes()).digest}".encode()


def _joined(glob: str) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(FOLDER.glob(glob)))


def _asset(name: str, body: bytes) -> Asset:
    suffix = Path(name).suffix
    mimetype = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = None if suffix == ".woff2" else gzip.compress(body, 9, mtime=0)
    return Asset(body, packed, mimetype, hashlib.sha256(body).hexdigest()[:12])


def address(name: str, hue: int | None = None) -> str:
    """Where the file is served, which changes with its content; the style sheet also in `hue` (degrees)."""
    asset = load()[name] if hue is None else styles(hue % 360)
    return addresses.address("static", name=name, v=asset.digest, hue=hue)


def install(app: Flask) -> None:
    """Serves the files at /static/ and gives templates `asset(name)`."""
    assets = load()

    def found(name: str, hue: int) -> Asset | None:
        return styles(hue % 360) if name == STYLES else assets.get(name)

    @open_to_all
    def static(name: str) -> Response:
        asset = found(name, request.args.get("hue", theme.BRAND_HUE, int)) or abort(404)
        packed = asset.packed is not None and request.accept_encodings.quality("gzip") > 0
        response: Response = make_response(asset.packed if packed else asset.body)
        response.mimetype = asset.mimetype
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = KEEP_FOREVER
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.set_etag(f"{asset.digest}-{'gz' if packed else 'id'}")
        return response.make_conditional(request)

    app.add_url_rule("/static/<path:name>", "static", static)
    app.add_template_global(address, "asset")
