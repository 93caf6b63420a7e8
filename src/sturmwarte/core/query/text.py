"""From tree to text: the canonical way to write a query. Parsing it gives the same tree."""

from sturmwarte.core.query.tree import And, Compound, Field, Near, Node, Not, Or, Phrase, Word

_TIGHTNESS = {Or: 0, And: 1, Near: 2, Not: 3}


def to_text(node: Node) -> str:  # noqa: PLR0911 one case for each sort of node
    """`node` in canonical text: English operators, folded words, only the parentheses it needs."""
    match node:
        case Word() | Compound():
            if _exact(node):
                return f"{{{_item(node)}}}"
            # Unquoted, kund:innen would read as a field.
            return f'"{_item(node)}"' if ":" in _item(node) and isinstance(node, Compound) else _item(node)
        case Phrase(items):
            inside = " ".join(map(_item, items))
            return f"{{{inside}}}" if _exact(items[0]) else f'"{inside}"'
        case Field(name, comparison, value):
            return f"{name}{comparison}{_value(value)}"
        case Not(part):
            return f"NOT {_inside(part, 3)}"
        case And(parts):
            return " AND ".join(_inside(part, 2) for part in parts)
        case Or(parts):
            return " OR ".join(_inside(part, 1) for part in parts)
        case Near(left, right, distance, ordered):
            operator = f"{'O' if ordered else ''}NEAR/{distance}"
            return f"{_inside(left, 2)} {operator} {_inside(right, 3)}"


def _inside(node: Node, tightness: int) -> str:
    written = to_text(node)
    return f"({written})" if _TIGHTNESS.get(type(node), 4) < tightness else written


def _item(item: Word | Compound) -> str:
    if isinstance(item, Compound):
        return item.written
    if not item.term.startswith("."):
        return item.term
    # A host or mail address: its dot is not written, but a host alone must not read as a dotted word.
    return item.term[1:] if "@" in item.term else f"https://{item.term[1:]}"


def _exact(item: Word | Compound) -> bool:
    return item.exact if isinstance(item, Word) else item.parts[0].exact


def _value(value: str | float) -> str:
    if isinstance(value, str):
        plain = value.isalnum() or all(c.isalnum() or c in "*@_.:/-" for c in value)
        return value if plain else f'"{value}"'
    return str(int(value)) if value.is_integer() else repr(value)
