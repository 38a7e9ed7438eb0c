"""The families that ship with smsbox, and the loader that reads them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smsbox.at.notices import notice_name
from smsbox.at.replies import network_time
from smsbox.errors import SmsboxError
from smsbox.modem.profiles.loader import FORBIDDEN, ProfileFault, choose, load, load_all, load_folder
from smsbox.modem.profiles.profile import Limits, Match, Profile, Query, UsbMatch, UssdCoding
from smsbox.modem.virtual.model import Model
from smsbox.modem.virtual.model import UssdCoding as VirtualCoding
from smsbox.modem.virtual.models import MODELS

FAMILIES = ("fibocom", "generic", "huawei", "quectel", "sierra", "simcom_gsm", "simcom_lte", "telit", "zte")

BY_USB = [
    ((0x12D1, 0x1436), "huawei"),
    ((0x19D2, 0x0031), "zte"),
    ((0x1E0E, 0x9001), "simcom_lte"),
    ((0x2C7C, 0x0125), "quectel"),
    ((0x05C6, 0x9090), "quectel"),
    ((0x1BC7, 0x1201), "telit"),
    ((0x1199, 0x68C0), "sierra"),
    ((0x114F, 0x1234), "sierra"),
    ((0x2CB7, 0x01A0), "fibocom"),
    ((0x1782, 0x4D11), "fibocom"),
    ((0x1E2D, 0x0061), "generic"),
]

BY_WORDS = [
    ("huawei E173", "huawei"),
    ("Manufacturer: Huawei Technologies Co., Ltd. Model: ME909s-120", "huawei"),
    ("ZTE INCORPORATED MF190", "zte"),
    ("SIMCOM INCORPORATED SIMCOM_SIM7600E-H", "simcom_lte"),
    ("SIMCOM_LTD SIM7000E", "simcom_lte"),
    ("INCORPORATED A7670E-FASE", "simcom_lte"),
    ("SIMCOM_Ltd SIMCOM_SIM800L SIM800 R14.18", "simcom_gsm"),
    ("SIMCOM_Ltd SIMCOM_SIM900 SIM900 R11.0", "simcom_gsm"),
    ("Quectel EC25 Revision: EC25EFAR06A03M4G", "quectel"),
    ("Quectel_Ltd Quectel_M95 Revision: M95FAR02A11", "quectel"),
    ("Telit LE910C1-EU", "telit"),
    ("Sierra Wireless, Incorporated MC7304", "sierra"),
    ("WAVECOM MODEM MULTIBAND 900E 1800", "sierra"),
    ("Fibocom G510 V1.0", "fibocom"),
    ("Cinterion BGS2-W", "generic"),
    ("", "generic"),
]


def fault_of(text: str, file: str = "acme.toml") -> str:
    with pytest.raises(ProfileFault) as caught:
        load({file: text})
    return str(caught.value)


def named(family: str) -> Profile:
    return next(profile for profile in load_all() if profile.name == family)


def test_every_family_is_there_and_readable() -> None:
    assert tuple(profile.name for profile in load_all()) == FAMILIES


@pytest.mark.parametrize(("usb", "family"), BY_USB)
def test_a_family_is_known_by_its_usb_id(usb: tuple[int, int], family: str) -> None:
    assert choose(usb=usb, identification="").name == family


@pytest.mark.parametrize(("words", "family"), BY_WORDS)
def test_a_family_behind_a_foreign_bridge_is_known_by_what_it_says(words: str, family: str) -> None:
    assert choose(usb=(0x10C4, 0xEA60), identification=words).name == family
    assert choose(usb=None, identification=words).name == family


@pytest.mark.parametrize(("words", "family"), BY_WORDS)
def test_what_a_modem_says_is_claimed_by_one_family_at_most(words: str, family: str) -> None:
    claiming = [profile.name for profile in load_all() if profile.match.recognises(words)]
    assert claiming == ([] if family == "generic" else [family])


def test_the_usb_id_counts_before_what_the_modem_says() -> None:
    assert choose(usb=(0x12D1, 0x1436), identification="Quectel EC25").name == "huawei"


def test_an_id_that_many_makers_use_is_left_to_what_the_modem_says() -> None:
    assert choose(usb=(0x05C6, 0x0001), identification="").name == "generic"
    assert choose(usb=(0x05C6, 0x0001), identification="Telit LE910").name == "telit"


def test_what_is_not_given_is_the_default_and_generic_differs_in_nothing_that_is_sent() -> None:
    generic = choose(usb=None, identification="")
    assert load({"acme.toml": 'name = "acme"'}) == (Profile("acme"),)
    assert replace(generic, match=Match(), limits=Limits()) == Profile("generic")


@pytest.mark.parametrize("profile", load_all(), ids=lambda profile: profile.name)
def test_every_notice_of_a_family_is_known_to_the_at_engine(profile: Profile) -> None:
    notices = profile.notices
    for name in (*notices.noise, *notices.restarted, *notices.ready, *notices.full):
        assert notice_name(name) == name.partition(":")[0]


@pytest.mark.parametrize("profile", load_all(), ids=lambda profile: profile.name)
def test_every_family_ends_in_asking_for_hints_alone_and_can_be_restarted(profile: Profile) -> None:
    assert any(mode.split(",")[3] == "0" for mode in profile.messages.cnmi)
    assert profile.messages.stores[0] == "SM"
    assert profile.recovery.reset
    assert profile.recovery.settle >= 10
    assert profile.recovery.radio[-1] == "AT+CFUN=1"


@pytest.mark.parametrize("profile", load_all(), ids=lambda profile: profile.name)
def test_every_figure_and_quirk_has_a_source(profile: Profile) -> None:
    assert (profile.limits.parts_per_minute is None) == (profile.limits.source is None)
    assert all(len(quirk.source) > 10 and quirk.text.endswith(".") for quirk in profile.quirks)


@pytest.mark.parametrize("profile", load_all(), ids=lambda profile: profile.name)
def test_a_family_speaks_only_of_devices_that_it_claims(profile: Profile) -> None:
    spoken = [usb for remedy in profile.network_only + profile.unswitched for usb in remedy.usb]
    spoken += [product.usb for product in profile.ports.products]
    assert len(spoken) == len(set(spoken))
    assert all(any(match.covers(usb) for match in profile.match.usb) for usb in spoken)


@pytest.mark.parametrize(
    ("family", "line", "left"),
    [
        ("huawei", "^CPIN: SIM PIN,3,10,2,10,3", "2"),
        ("huawei", "^CPIN: READY,,10,3,10,3", "3"),
        ("simcom_lte", "+SPIC: 3,10,0,10", "3"),
        ("simcom_gsm", "+SPIC: 1,10,0,10", "1"),
        ("quectel", '+QPINC: "SC",3,10', "3"),
        ("telit", "#PCT: 2", "2"),
        ("sierra", "+CPINC: 3,3,10,10", "3"),
        ("generic", "+CPINR: SIM PIN,3,3", "3"),
    ],
)
def test_the_tries_left_for_the_pin_are_read(family: str, line: str, left: str) -> None:
    profile = next(profile for profile in load_all() if profile.name == family)
    assert profile.sim.pin_counter[0].value(["SOMETHING ELSE", line]) == left


def test_the_tries_are_read_from_an_empty_verify_too() -> None:
    assert Profile("any").sim.pin_counter[1].value(['+CSIM: 4,"63C3"']) == "3"
    assert Profile("any").sim.pin_counter[1].value(['+CSIM: 4,"9000"']) is None


def test_the_iccid_is_read_from_its_file_where_no_command_tells_it() -> None:
    assert Profile("any").sim.iccid[-1].value(['+CRSM: 144,0,"98444990000000000010"']) == "98444990000000000010"
    assert Query("AT+CCID").value(["8944499000000000001"]) == "8944499000000000001"
    assert Query("AT+CCID").value([]) is None


@pytest.mark.parametrize(
    ("family", "line"),
    [
        ("generic", '+CCLK: "24/11/23,12:34:56+04"'),
        ("quectel", '+CCLK: "24/11/23,12:34:56+04"'),
        ("huawei", "^NWTIME: 24/11/23,12:34:56+04,00"),
    ],
)
def test_the_networks_time_is_read_with_its_zone(family: str, line: str) -> None:
    value = named(family).clock.time[0].value([line])
    assert value is not None
    assert network_time(value) == datetime(2024, 11, 23, 11, 34, 56, tzinfo=UTC)


def test_a_family_that_knows_one_generation_of_network_says_so() -> None:
    assert named("simcom_gsm").technology == "2G"
    assert named("generic").technology is None


def test_huawei_takes_ussd_codes_packed() -> None:
    assert choose(usb=(0x12D1, 0x1001), identification="").ussd.coding is UssdCoding.PACKED_GSM7_HEX


def test_hilink_sticks_are_network_only_and_no_family_sends_or_tries_a_pin() -> None:
    huawei = choose(usb=(0x12D1, 0x14DC), identification="")
    assert [remedy.usb for remedy in huawei.network_only] == [((0x12D1, 0x14DB), (0x12D1, 0x14DC))]
    assert "network only, it cannot send texts" in huawei.network_only[0].remedy
    for profile in load_all():
        for command in (*profile.start, *profile.recovery.radio, *profile.recovery.reset):
            assert not command.startswith(FORBIDDEN)


TWO_QUIRKS = 'name = "acme"\n[[quirks]]\ntext = "A."\nsource = "Manual"\n[[quirks]]\ntext = "B."\n'

MISTAKES = [
    ('name = "acme"\nspeed = 3', 2, "speed is not known here"),
    ('name = "acme"\n\n[messages]\n# why\ncnmmi = ["2,1,0,1,0"]', 5, "messages.cnmmi is not known here"),
    ('name = "acme"\n[message]\npause = 1', 2, "message is not known here"),
    ('name = "acme"\n[messages.parts]\npause = 1', 2, "messages.parts is not known here"),
    ('name = "acme"\nmessages.speed = 1', 2, "messages.speed is not known here"),
    ('name = "acme"\nmessages = { speed = 1 }', 2, "messages.speed is not known here"),
    (TWO_QUIRKS, 5, "quirks.source must be given"),
    (TWO_QUIRKS + 'source = "Manual"\nwhere = "x"', 8, "quirks.where is not known here"),
    ('name = "acme"\n[messages]\nstores = "SM"', 3, "messages.stores must be a list"),
    ('name = "acme"\n[messages]\nstores = []', 3, "messages.stores must have an entry"),
    ('name = "acme"\n[messages]\nstores = ["SM", 1]', 3, "must be a list of texts"),
    ('name = "acme"\n[messages]\nstores = ["SM", "SM"]', 3, "has 'SM' twice"),
    ('name = "acme"\n[messages]\nlong_link = 1', 3, "messages.long_link must be true or false"),
    ('name = "acme"\n[messages]\npause = true', 3, "messages.pause must be a number"),
    ('name = "acme"\n[messages]\npause = 61', 3, "messages.pause must be from 0 to 60"),
    ('name = "acme"\n[messages]\npause = nan', 3, "messages.pause must be from 0 to 60"),
    ('name = "acme"\n[messages]\ncnmi = ["2,1"]', 3, "five values"),
    ('name = "acme"\n[messages]\nreport_store = "status"', 3, "name of a store"),
    ('name = "acme"\n[ussd]\ncoding = "morse"', 3, "ussd.coding must be one of"),
    ('name = "acme"\n[ussd]\ndcs = 256', 3, "ussd.dcs must be from 0 to 255"),
    ('name = "acme"\n[ussd]\ndcs = 1.5', 3, "ussd.dcs must be a whole number"),
    ('name = "acme"\ntechnology = "6G"', 2, "technology must be one of"),
    ('name = "acme"\n[clock]\nstart = ["AT+CMGD=1,4"]', 3, "a command that may be sent"),
    ('name = "acme"\n[[clock.time]]\ncommand = "ATD112"', 3, "not a command that may be sent"),
    ('name = "acme"\n[match]\nusb = ["12D1"]', 3, "is not a USB id"),
    ('name = "acme"\n[match]\nusb = ["12d1:14"]', 3, "is not a USB id"),
    ('name = "acme"\n[match]\nidentification = ["("]', 3, "is not a regular expression"),
    ('name = "acme"\n[match]\nidentification = [""]', 3, "is not a regular expression"),
    ('name = "acme"\n[ports]\nprotocols = ["ff/1/2"]', 3, "class/subclass/protocol"),
    ('name = "acme"\n[ports]\ninterfaces = [2, 32]', 3, "whole numbers from 0 to 31"),
    ('name = "acme"\n[ports]\ninterfaces = [2, 2]', 3, "has 2 twice"),
    ('name = "acme"\n[ports.products]\n"1e0e:9001" = [2]\n"1e0e" = [2]', 4, "is not a USB id such as"),
    ('name = "acme"\n[ports]\nproducts = 3', 3, "ports.products must be a table"),
    ('name = "acme"\nquirks = [1]', 2, "quirks must be a list of tables"),
    ('name = "acme"\n[[network_only]]\nusb = ["12d1"]\nremedy = "None."', 3, "is not a USB id"),
    ('name = "acme"\n[[network_only]]\nusb = ["12d1:14db"]', 2, "network_only.remedy must be given"),
    ('name = "acme"\n[limits]\nparts_per_minute = 10', 3, "must stand together"),
    ('name = "acme"\n[limits]\nsource = "A manual"', 3, "must stand together"),
    ('name = "acme"\n[notices]\nnoise = ["rssi"]', 3, "name of a notice"),
    ('name = "acme"\n[[sim.iccid]]\ncommand = "CCID"', 3, "is not a command that may be sent"),
    ('name = "acme"\n[[sim.iccid]]\ncommand = "AT+CCID"\npattern = "8"', 4, "with one group"),
    ('name = "acme"\n[sim]\niccid = [\n  { command = "CCID" },\n]', 3, "is not a command that may be sent"),
    ('name = ""', 1, "name is empty"),
    ('name = "other"', 1, "must be given and be the file's own name"),
    ("start = []", 1, "must be given and be the file's own name"),
    ('name = "acme"\nname = "acme"', 2, "Cannot overwrite a value"),
    ('name = "acme"\nstart = [AT]', 2, "Invalid value"),
    ('name = "acme"\nstart = ["AT"', 2, "Unclosed array"),
    ("", 1, "must be given and be the file's own name"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_a_mistake_is_refused_with_its_file_and_line_in_one_sentence(text: str, line: int, words: str) -> None:
    fault = fault_of(text)
    assert fault.startswith(f"acme.toml, line {line}: ")
    assert words in fault
    assert fault.endswith(".")
    assert "\n" not in fault
    assert issubclass(ProfileFault, SmsboxError)


UNREADABLE = [
    (b'name = "acme"\n# caf\xe9\n', "acme.toml, line 2: is not written in UTF-8. Save the file as UTF-8."),
    ('name = "acme"\n'.encode("utf-16"), "acme.toml, line 1: is not written in UTF-8. Save the file as UTF-8."),
    (b"", "acme.toml, line 1: name must be given and be the file's own name."),
    (None, "acme.toml cannot be read: Is a directory."),
    (b"[ussd]\ndcs = " + b"9" * 5000, "acme.toml cannot be read: a number is too long, or lists stand too deep."),
    (b"start = " + b"[" * 5000, "acme.toml cannot be read: a number is too long, or lists stand too deep."),
    (b'name = "acme"\n', "The family generic is missing: its file is generic.toml."),
]


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_a_file_that_cannot_be_read_is_named_in_one_line(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "acme.toml"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(ProfileFault) as caught:
        load_folder(tmp_path)
    assert str(caught.value) == sentence


def test_a_file_that_went_away_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ProfileFault, match=r"^acme\.toml cannot be read: No such file or directory\.$"):
        load_folder(tmp_path)


def test_the_mark_that_some_editors_put_before_a_text_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "generic.toml").write_bytes(b'\xef\xbb\xbfname = "generic"\r\n')
    assert [profile.name for profile in load_folder(tmp_path)] == ["generic"]


BAD_COMMANDS = ["", "CFUN=1", "at+cfun=1", "AT+CFUN=1\r", "AT\n", "AT+CSQ;+COPS?", "AT+CPÜ", "AT" + "A" * 100]
BAD_COMMANDS += [*FORBIDDEN, "AT+CPIN=1234", "at+cmgs=20", "AT+CMGD=1,4", "ATD*99#"]


@pytest.mark.parametrize("command", BAD_COMMANDS)
def test_a_command_that_is_none_or_could_do_harm_is_refused(command: str) -> None:
    quoted = re.sub(r"[\r\n]", lambda found: {"\r": r"\r", "\n": r"\n"}[found[0]], command)
    assert "is not a command that may be sent" in fault_of(f'name = "acme"\nstart = ["AT", "{quoted}"]')
    assert "is not a command that may be sent" in fault_of(f'name = "acme"\n[recovery]\nreset = ["{quoted}"]')


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('usb = ["2c7c"]', 'usb = ["12d1", "2c7c"]'),
        ('usb = ["05c6:9090"]', 'usb = ["05c6:9090"]'),
        ("identification = ['acme']", "identification = ['acme']"),
    ],
)
def test_two_families_may_not_claim_the_same(first: str, second: str) -> None:
    texts = {"acme.toml": f'name = "acme"\n[match]\n{first}', "beta.toml": f'name = "beta"\n[match]\n\n{second}'}
    with pytest.raises(ProfileFault, match=r"^beta\.toml, line 4: match\.\w+ claims .*, which is the family acme's\.$"):
        load(texts)


def test_a_product_may_be_one_familys_and_its_vendor_anothers() -> None:
    texts = {
        "acme.toml": 'name = "acme"\n[match]\nusb = ["05c6"]',
        "beta.toml": 'name = "beta"\n[match]\nusb = ["05c6:9090"]',
    }
    assert [profile.match.usb for profile in load(texts)] == [(UsbMatch(0x05C6),), (UsbMatch(0x05C6, 0x9090),)]


VIRTUAL = {
    "Generic": "generic",
    "HuaweiE173": "huawei",
    "ZteMf190": "zte",
    "SimcomSim7600": "simcom_lte",
    "Sim800": "simcom_gsm",
    "QuectelEc25": "quectel",
    "TelitLe910": "telit",
}


def test_every_simulated_modem_has_its_family() -> None:
    words = {model.name: f"{model.manufacturer} {model.model}" for model in MODELS.values()}
    assert {name: choose(usb=None, identification=said).name for name, said in words.items()} == VIRTUAL


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_a_simulated_modem_is_asked_in_words_it_knows(model: Model) -> None:
    profile = choose(usb=None, identification=f"{model.manufacturer} {model.model}")
    asked = {re.split("[=?]", query.command.removeprefix("AT"))[0] for query in profile.sim.iccid}
    assert asked & set(model.answers.iccid)
    routes = {int(mode.split(",")[3]) for mode in profile.messages.cnmi}
    assert routes & (model.report_routes - {0})
    assert profile.messages.acknowledge is model.acknowledged
    stores = {*profile.messages.stores, *filter(None, [profile.messages.report_store])}
    assert set(model.storing.stores) <= stores | {"SR"}
    assert model.storing.reports in stores
    assert profile.sim.woken_by_radio is model.starts_badly
    assert (profile.ussd.coding is UssdCoding.PACKED_GSM7_HEX) is (model.ussd is VirtualCoding.PACKED)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_what_a_simulated_modem_says_unasked_is_no_stray_line(model: Model) -> None:
    unasked = model.unasked
    for line in (*unasked.boot, *unasked.ready, *unasked.chatter, model.storing.full):
        assert not line or notice_name(line) is not None
