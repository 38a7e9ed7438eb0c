"""The roles of people and API tokens."""

from enum import StrEnum


class Role(StrEnum):
    """Least to most: each may do all that the ones before it may."""

    TILL = "till"
    STAFF = "staff"
    MANAGER = "manager"
    OWNER = "owner"

    def is_at_least(self, least: "Role") -> bool:
        """Whether this role may do what `least` may."""
        return ROLES.index(self) >= ROLES.index(least)


ROLES = tuple(Role)
