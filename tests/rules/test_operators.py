"""The operators whose balance code is known."""

import re

import pytest

from smsbox.rules.operators import Operator, all_operators, operator_of

operators = pytest.mark.parametrize("operator", all_operators(), ids=lambda one: f"{one.name} {one.networks[0]}")


@operators
def test_every_operator_has_a_usable_code_and_a_source(operator: Operator) -> None:
    assert re.fullmatch(r"[*#][*#0-9]{1,30}#", operator.code)
    assert operator.name
    assert operator.source
    assert operator.networks
    assert all(re.fullmatch(r"[2-7][0-9]{4,5}", network) for network in operator.networks)
    assert operator.pattern is None or re.compile(operator.pattern).groups == 1


def test_no_network_is_claimed_twice() -> None:
    networks = [network for operator in all_operators() for network in operator.networks]
    assert not [one for one in networks for other in networks if one is not other and other.startswith(one)]
    assert len(all_operators()) == 12


@pytest.mark.parametrize(
    ("imsi", "code"),
    [("262017411111111", "*100#"), ("262071111111111", "*101#"), ("530241111111111", "*100*1#")],
)
def test_a_sims_operator_is_told_by_its_imsi(imsi: str, code: str) -> None:
    operator = operator_of(imsi)
    assert operator is not None
    assert operator.code == code


@pytest.mark.parametrize("imsi", [None, "", "26", "2620", "001011234567890", "rubbish"])
def test_of_other_sims_nothing_is_known(imsi: str | None) -> None:
    assert operator_of(imsi) is None
