"""The page's own files: read once at the start, fingerprinted, compressed, kept by the browser for good."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, make_response, request, url_for
from werkzeug.wrappers import Response

from web.auth import open_to_all

FOLDER = Path(__file__).parent / "static"

BUNDLES = {"app.css": "css/*.css", "app.js": "js/*.js"}
"""Small files served as one, in the order of their names: fewer requests on a slow phone."""

KEPT = ("*.svg", "vendor/*.woff2", "vendor/*.js", "vendor/*.svg", "vendor/*.LICENSE")
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


def load() -> dict[str, Asset]:
    """Every file that may be asked for, by its name under /static/."""
    files = {
        name: b"\n".join(path.read_bytes() for path in sorted(FOLDER.glob(glob))) for name, glob in BUNDLES.items()
    }
    for pattern in KEPT:
        files |= {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.glob(pattern)}
    return {name: _asset(name, body) for name, body in files.items()}


def _asset(name: str, body: bytes) -> Asset:
    suffix = Path(name).suffix
    mimetype = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = None if suffix == ".woff2" else gzip.compress(body, 9, mtime=0)
    return Asset(body, packed, mimetype, hashlib.sha256(body).hexdigest()[:12])


def install(app: Flask) -> None:
    """Serves the files at /static/ and gives templates `asset(name)`, an address that changes with the content."""
    assets = load()

    @open_to_all
    def static(name: str) -> Response:
        asset = assets.get(name) or abort(404)
        packed = asset.packed is not None and request.accept_encodings.quality("gzip") > 0
        response: Response = make_response(asset.packed if packed else asset.body)
        response.mimetype = asset.mimetype
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = KEEP_FOREVER
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.set_etag(f"{asset.digest}-{'gz' if packed else 'id'}")
        return response.make_conditional(request)

    def address(name: str) -> str:
        return url_for("static", name=name, v=assets[name].digest)

    app.add_url_rule("/static/<path:name>", "static", static)
    app.add_template_global(address, "asset")
