"""hardware.md and its wiring pictures: complete, well-formed, and in step with the families."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smsbox.modem.profiles.loader import load_all

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "hardware.md").read_text(encoding="utf-8")
PICTURES = sorted(ROOT.glob("docs/wiring-*.svg"))
SVG = "{http://www.w3.org/2000/svg}"


def test_both_pictures_are_there() -> None:
    assert [picture.name for picture in PICTURES] == ["wiring-sim800.svg", "wiring-usb.svg"]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_a_picture_is_described_in_words_and_shown_with_its_title(picture: Path) -> None:
    root = ElementTree.parse(picture).getroot()
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert len(str(description.text)) > 100
    shown = re.search(rf"!\[([^\]]+)\]\(docs/{picture.name}\)", TEXT)
    assert shown is not None
    assert str(title.text).startswith(shown[1])


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_a_picture_needs_nothing_from_outside_and_keeps_within_its_frame(picture: Path) -> None:
    root = ElementTree.parse(picture).getroot()
    assert not re.search(r"href|<script|<image|<style|url\(", picture.read_text(encoding="utf-8"))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for box in root.iter(f"{SVG}rect"):
        across = float(box.get("x", "0")) + float(box.attrib["width"])
        down = float(box.get("y", "0")) + float(box.attrib["height"])
        assert across <= width
        assert down <= height
    for words in root.iter(f"{SVG}text"):
        assert 0 <= float(words.attrib["x"]) <= width
        assert 0 <= float(words.attrib["y"]) <= height


def test_every_link_leads_somewhere() -> None:
    places = {
        re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        if target.startswith("#"):
            assert target[1:] in places
        else:
            assert (ROOT / target).exists()


def test_sticks_that_can_never_send_are_named_with_their_ids() -> None:
    for profile in load_all():
        for remedy in profile.network_only:
            assert "hardware.md" in remedy.remedy
            for vendor, product in remedy.usb:
                assert f"`{vendor:04x}:{product:04x}`" in TEXT


def test_it_says_that_nothing_has_been_tried() -> None:
    assert "nothing in it has been tried on hardware by this project yet" in " ".join(TEXT.split())


def test_the_speed_it_promises_is_the_one_of_the_families() -> None:
    published = {profile.limits.parts_per_minute for profile in load_all()} - {None}
    assert published == {10}
    assert "one SIM at 10 a minute | 50 minutes" in TEXT
