"""Checks real answers against the OpenAPI document, with as much of JSON Schema as the document uses."""

import json
import re
from pathlib import Path
from typing import Any

import web.api

DOCUMENT: dict[str, Any] = json.loads(Path(web.api.__file__).with_name("openapi.json").read_text("utf-8"))
PREFIX = "/api/v1"

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}

KNOWN_WORDS = {
    "type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "format", "$ref", "minimum",
    "maximum", "minItems", "maxItems", "minLength", "maxLength", "default", "description",
}  # fmt: skip


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference names; the schema itself where it is none."""
    while "$ref" in schema:
        found: Any = DOCUMENT
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def template_of(rule: str) -> str:
    """The document's form of a Flask rule: `/lists/<path:name>` is `/lists/{name}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule).removeprefix(PREFIX)


def check_answer(rule: str, method: str, status: int, media_type: str, body: bytes) -> None:
    """Fails unless the document describes this answer of this call."""
    if method in ("HEAD", "OPTIONS"):
        return
    answers = DOCUMENT["paths"][template_of(rule)][method.lower()]["responses"]
    assert str(status) in answers, f"{method} {rule} answers {status}, which the document does not know"
    content = resolved(answers[str(status)]).get("content", {})
    if not content:
        assert body == b""
        return
    assert media_type in content, f"{method} {rule} answers {status} as {media_type}"
    if media_type.endswith("json"):
        check(json.loads(body), content[media_type]["schema"], f"{method} {rule} {status}")


def check(value: object, schema: dict[str, Any], where: str) -> None:
    """Fails, naming the place, unless `value` fits `schema`."""
    schema = resolved(schema)
    assert set(schema) <= KNOWN_WORDS, f"{where}: the check does not know all of {set(schema)}"
    if "anyOf" in schema:
        assert any(fits(value, choice) for choice in schema["anyOf"]), f"{where}: {value!r} fits none"
        return
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(_is(value, name) for name in types), f"{where}: {value!r} is no {types}"
    assert "enum" not in schema or value in schema["enum"], f"{where}: {value!r} is not in {schema['enum']}"
    if isinstance(value, str) and schema.get("format") == "date-time":
        assert TIME.fullmatch(value), f"{where}: {value!r} is no time in UTC"
    if isinstance(value, dict):
        _check_object(value, schema, where)
    if isinstance(value, list):
        assert len(value) >= schema.get("minItems", 0), f"{where}: too few"
        for index, item in enumerate(value):
            check(item, schema["items"], f"{where}[{index}]")


def fits(value: object, schema: dict[str, Any]) -> bool:
    """Whether `value` fits `schema`."""
    try:
        check(value, schema, "")
    except AssertionError:
        return False
    return True


def _is(value: object, name: str) -> bool:
    return isinstance(value, TYPES[name]) and (name not in ("integer", "number") or not isinstance(value, bool))


def _check_object(value: dict[str, Any], schema: dict[str, Any], where: str) -> None:
    properties = schema.get("properties", {})
    missing = set(schema.get("required", ())) - set(value)
    assert not missing, f"{where}: {missing} missing"
    others = schema.get("additionalProperties", True)
    for name, item in value.items():
        if name in properties:
            check(item, properties[name], f"{where}.{name}")
        else:
            assert others is not False, f"{where}: {name} is not described"
            if isinstance(others, dict):
                check(item, others, f"{where}.{name}")
