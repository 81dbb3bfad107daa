"""A text → SQL that means it: as a name, or as a string where a parameter cannot stand."""


def identifier(name: str) -> str:
    """Return `name` quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return `text` quoted as an SQL string, for generated expressions where a parameter cannot stand (COPY)."""
    return "'" + text.replace("'", "''") + "'"
