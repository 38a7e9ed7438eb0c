"""The kinds of modem that can be simulated; a new one is an entry in `MODELS`."""

from dataclasses import dataclass

from smsbox.errors import BadInput


@dataclass(frozen=True, slots=True)
class Model:
    """What tells one kind of modem from another.

    `boot_lines` are the unsolicited lines it prints after a restart; `report_routes` the values of `ds` that its
    `AT+CNMI` takes (3GPP TS 27.005 §3.4.1); `report_store` the store named by `+CDSI`.
    """

    name: str
    manufacturer: str
    model: str
    revision: str
    boot_lines: tuple[str, ...] = ()
    report_routes: frozenset[int] = frozenset({0, 1, 2})
    report_store: str = "SM"


MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            name="Generic",
            manufacturer="Smsbox",
            model="Virtual Modem",
            revision="VM-1.0",
            boot_lines=("RDY",),
        ),
    )
}


def model_named(name: str) -> Model:
    """The model called `name`; raises BadInput that lists the known ones."""
    try:
        return MODELS[name]
    except KeyError:
        raise BadInput(
            f"There is no virtual modem {name!r}; choose one of: {', '.join(sorted(MODELS))}.", "model"
        ) from None
