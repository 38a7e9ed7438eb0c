"""The roles of people and API tokens."""

from enum import StrEnum


class Role(StrEnum):
    """Least to most: each may do all that the ones before it may."""

    TILL = "till"
    STAFF = "staff"
    MANAGER = "manager"
    OWNER = "owner"


ROLES = tuple(Role)
