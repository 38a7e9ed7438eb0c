"""A small reader and interpreter of udev rules (udev(7)), strict: whatever it does not know is a mistake."""

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

MATCH_KEYS = {"ACTION", "SUBSYSTEM", "SUBSYSTEMS", "KERNEL", "ATTRS", "ENV", "TEST"}
ASSIGN_KEYS = {"ENV", "ATTR", "GROUP", "MODE", "TAG", "SYMLINK", "GOTO", "LABEL"}
WITH_NAME = {"ATTRS", "ATTR", "ENV"}
LISTS = {"TAG", "SYMLINK"}

_TERM = re.compile(r'([A-Z]+)(?:\{([A-Za-z_][A-Za-z0-9_/.]*)\})?(==|!=|\+=|=)"([^"\\]*)"')
_SUBSTITUTION = re.compile(r"\$env\{([A-Z_]+)\}")


class RuleMistake(Exception):
    """The file breaks the grammar, with its line."""


@dataclass(frozen=True)
class Term:
    """`KEY{name}op"value"`."""

    key: str
    name: str | None
    op: str
    value: str

    @property
    def matches(self) -> bool:
        """Whether it asks, and does not assign."""
        return self.op in ("==", "!=")


@dataclass
class Device:
    """What udev knows of a device before the rules, and after them. `parents` are the attributes of each USB parent."""

    subsystem: str
    kernel: str
    parents: list[dict[str, str]]
    env: dict[str, str] = field(default_factory=dict)
    action: str = "add"
    files: frozenset[str] = frozenset()
    group: str | None = None
    mode: str | None = None
    tags: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)


def read(text: str) -> list[list[Term]]:
    """The rules, line by line; raises RuleMistake."""
    rules: list[list[Term]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            rules.append([_term(part, number) for part in _split(line, number)])
    _check_labels(rules)
    return rules


def _split(line: str, number: int) -> list[str]:
    parts = re.findall(r'[^",]*"[^"]*"', line)
    if ",".join(parts).replace(" ", "") != line.replace(" ", ""):
        raise RuleMistake(f"line {number}: terms are not separated by commas: {line}")
    return [part.strip() for part in parts]


def _term(part: str, number: int) -> Term:
    found = _TERM.fullmatch(part)
    if found is None:
        raise RuleMistake(f"line {number}: not a term: {part}")
    term = Term(*found.groups())
    if term.key not in (MATCH_KEYS if term.matches else ASSIGN_KEYS):
        raise RuleMistake(f"line {number}: {term.key} does not go with {term.op}")
    if (term.name is not None) is not (term.key in WITH_NAME):
        raise RuleMistake(f"line {number}: {term.key} has a name in braces, or lacks it")
    if (term.op == "+=") is not (term.key in LISTS):
        raise RuleMistake(f"line {number}: {term.key} is a list, or is none")
    if "$" in _SUBSTITUTION.sub("", term.value) or "%" in term.value:
        raise RuleMistake(f"line {number}: unknown substitution in {term.value}")
    return term


def _check_labels(rules: list[list[Term]]) -> None:
    labels = [term.value for rule in rules for term in rule if term.key == "LABEL"]
    if len(labels) != len(set(labels)):
        raise RuleMistake("a label stands twice")
    for at, rule in enumerate(rules):
        for term in rule:
            behind = [later.value for rest in rules[at:] for later in rest if later.key == "LABEL"]
            if term.key == "GOTO" and term.value not in behind:
                raise RuleMistake(f"GOTO {term.value} has no label behind it")


def apply(rules: list[list[Term]], device: Device) -> Device:
    """The device after the rules."""
    skip_to = None
    for rule in rules:
        if skip_to is not None:
            if not any(term.key == "LABEL" and term.value == skip_to for term in rule):
                continue
            skip_to = None
        if _fits(rule, device):
            for term in rule:
                if term.key == "GOTO":
                    skip_to = term.value
                elif not term.matches and term.key != "LABEL":
                    _assign(term, device)
    return device


def _fits(rule: list[Term], device: Device) -> bool:
    asked = [term for term in rule if term.matches]
    upward = [term for term in asked if term.key in ("SUBSYSTEMS", "ATTRS")]
    own = [term for term in asked if term not in upward]
    if not all(_holds(term, _own_value(term, device)) for term in own):
        return False
    return not upward or any(all(_holds(term, _parents_value(term, up)) for term in upward) for up in device.parents)


def _own_value(term: Term, device: Device) -> str | None:
    if term.key == "ENV":
        return device.env.get(term.name or "", "")
    if term.key == "TEST":
        return term.value if term.value in device.files else None
    return {"ACTION": device.action, "SUBSYSTEM": device.subsystem, "KERNEL": device.kernel}[term.key]


def _parents_value(term: Term, parent: dict[str, str]) -> str | None:
    return "usb" if term.key == "SUBSYSTEMS" else parent.get(term.name or "")


def _holds(term: Term, value: str | None) -> bool:
    found = value is not None and any(fnmatchcase(value, pattern) for pattern in term.value.split("|"))
    return found is (term.op == "==")


def _assign(term: Term, device: Device) -> None:
    value = _SUBSTITUTION.sub(lambda name: device.env.get(name[1], ""), term.value)
    if term.key == "ENV":
        device.env[term.name or ""] = value
    elif term.key == "ATTR":
        device.attributes[term.name or ""] = value
    elif term.key == "TAG":
        device.tags.add(value)
    elif term.key == "SYMLINK":
        device.links.add(value)
    elif term.key == "GROUP":
        device.group = value
    else:
        device.mode = value
