"""A small shop with two modems, and its API as programs with different tokens see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.fakes.shop import Shop, opened
from tests.web.api.client import Api


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = opened(tmp_path)
    yield shop
    shop.close()


@pytest.fixture
def outsider(app: Flask, shop: Shop) -> Api:
    """Somebody without a token."""
    return Api(app, shop)


@pytest.fixture
def api(outsider: Api) -> Api:
    """A program of the owner's."""
    return outsider.of_role("owner")


@pytest.fixture
def till(outsider: Api) -> Api:
    return outsider.of_role("till")


@pytest.fixture
def staff(outsider: Api) -> Api:
    return outsider.of_role("staff")


@pytest.fixture
def manager(outsider: Api) -> Api:
    return outsider.of_role("manager")
