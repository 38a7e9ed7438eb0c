"""An address that a link or form brings along: followed only if it is one of this box's pages."""


def own_page(path: str | None, otherwise: str) -> str:
    """`path` if it stays on this box, else `otherwise`: nobody is sent elsewhere by a link of somebody else's."""
    is_local = path is not None and path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if path is not None and is_local and "\\" not in path else otherwise
