"""The page's colours in both themes as custom properties, and the one hue among them that a shop may change."""

import colorsys
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

BRAND_HUE = 161
"""Degrees: the green of the colours as written below."""

SHADOW = "0 1px 2px rgb(60 48 24/.06),0 4px 14px rgb(60 48 24/.05)"

NEAR_ENOUGH = 24
"""Halvings of the range of lightness: more than the 256 steps of a channel can show."""


@dataclass(frozen=True)
class Colours:
    """One theme's colours, as #RRGGBB; `on_x` and `x_ink` are text on `x`, `x_bg` lies under `x`."""

    paper: str
    card: str
    sunk: str
    ink: str
    ink_2: str
    brand: str
    on_brand: str
    brand_ink: str
    tint: str
    warn: str
    warn_bg: str
    bad: str
    bad_bg: str
    info: str
    info_bg: str
    bubble_out: str
    bubble_out_ink: str
    bubble_in: str
    bubble_in_ink: str
    edge: str
    focus: str
    line: str


LIGHT = Colours(
    paper="#FBF7F0", card="#FFFFFF", sunk="#F3EDE2", ink="#1B2420", ink_2="#535D57",
    brand="#0B6B4D", on_brand="#FFFFFF", brand_ink="#07553C", tint="#E2F1EA",
    warn="#7A4B00", warn_bg="#FFF0D2", bad="#A8201A", bad_bg="#FDE9E6", info="#1C5A99", info_bg="#E5EFFA",
    bubble_out="#0B6B4D", bubble_out_ink="#FFFFFF", bubble_in="#EFE8DB", bubble_in_ink="#1B2420",
    edge="#857E72", focus="#1B4FD6", line="#E2DACC",
)  # fmt: skip

DARK = Colours(
    paper="#121613", card="#1B211D", sunk="#0D110F", ink="#EDF1EC", ink_2="#A8B3AB",
    brand="#6FD3A8", on_brand="#06281B", brand_ink="#8BE0BB", tint="#15352A",
    warn="#FFCF7A", warn_bg="#3A2A0A", bad="#FF9D94", bad_bg="#44170F", info="#9CC6F7", info_bg="#132C47",
    bubble_out="#12563F", bubble_out_ink="#F1FBF6", bubble_in="#2A322D", bubble_in_ink="#EDF1EC",
    edge="#7E8A82", focus="#9DB8FF", line="#313A34",
)  # fmt: skip


def luminance(colour: str) -> float:
    """How light #RRGGBB is, 0 to 1 (WCAG 2.2, relative luminance)."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def branded(colours: Colours, hue: int) -> Colours:
    """`colours` with the brand's in another hue (degrees), each as light as before: so no contrast changes."""
    if hue == BRAND_HUE:
        return colours
    return replace(
        colours,
        brand=_turned(colours.brand, hue),
        on_brand=_turned(colours.on_brand, hue),
        brand_ink=_turned(colours.brand_ink, hue),
        tint=_turned(colours.tint, hue),
        bubble_out=_turned(colours.bubble_out, hue),
        bubble_out_ink=_turned(colours.bubble_out_ink, hue),
    )


@lru_cache(8)
def properties(hue: int = BRAND_HUE) -> str:
    """CSS that sets every colour: the device's theme unless <html data-theme> names one, and paper is always light."""
    light = _declared(branded(LIGHT, hue))
    dark = f"color-scheme:dark;{_declared(branded(DARK, hue))};--shadow:none"
    return (
        f":root{{color-scheme:light;{light};--shadow:{SHADOW}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
    )


def _declared(colours: Colours) -> str:
    return ";".join(f"--{name.replace('_', '-')}:{colour}" for name, colour in asdict(colours).items())


def _turned(colour: str, hue: int) -> str:
    _, _, saturation = colorsys.rgb_to_hls(*_channels(colour))
    low, high = 0.0, 1.0
    for _ in range(NEAR_ENOUGH):
        middle = (low + high) / 2
        if luminance(_hex(hue, middle, saturation)) < luminance(colour):
            low = middle
        else:
            high = middle
    return _hex(hue, high, saturation)


def _hex(hue: int, lightness: float, saturation: float) -> str:
    channels = colorsys.hls_to_rgb(hue / 360, lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02X}" for channel in channels)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
