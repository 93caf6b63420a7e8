"""From text to tree.

Binding, tightest first: NOT, NEAR, AND (also a mere blank), OR. The parser keeps one `Group` per open
parenthesis on a list instead of calling itself, so no query can exhaust the stack.
"""

from dataclasses import dataclass, field
from typing import Final

from sturmwarte.core.query import operands
from sturmwarte.core.query.errors import LimitExceeded, SyntaxMistake
from sturmwarte.core.query.lexer import Piece, Sort, pieces
from sturmwarte.core.query.text import to_text
from sturmwarte.core.query.tree import (
    And,
    Compound,
    Field,
    Near,
    Node,
    Not,
    Phrase,
    Span,
    Word,
    children,
    conjunction,
    disjunction,
)

MAX_TERMS: Final = 60_000
MAX_DEPTH: Final = 100
MAX_DISTANCE: Final = 250
_WORD: Final = Sort.WORD


@dataclass(slots=True)
class Group:
    """What has been read since a parenthesis opened: branches of OR, each a list of AND."""

    opened: Piece | None = None
    of_field: Piece | None = None
    branches: list[list[Node]] = field(default_factory=lambda: [[]])
    nots: list[Piece] = field(default_factory=list)
    near: tuple[Node, Piece, int] | None = None
    pending: Piece | None = None
    """The operator that still waits for what follows it."""
    complete: bool = False
    """True right after a word or a closed parenthesis: an operator may follow."""


def parse(text: str) -> Node:
    """The tree of a query text. Raises QueryError, which names the column and the mend."""
    parser = _Parser()
    for piece in pieces(text):
        parser.take(piece)
    return parser.end(len(text))


class _Parser:
    def __init__(self) -> None:
        self.groups = [Group()]
        self.field: Piece | None = None
        """A field name that waits for its quoted value or its list."""
        self.terms = 0
        self.pieces = 0

    def take(self, piece: Piece) -> None:
        self.pieces += 1
        if self.field and not (piece.tight and piece.sort in {Sort.OPEN, Sort.PHRASE}):
            self._field_without_value(self.field)
        group = self.groups[-1]
        if piece.sort is _WORD:  # two pieces of three
            self._operand(self._leaf(piece, group), piece)
            return
        match piece.sort:
            case Sort.OPEN:
                self._open(piece)
            case Sort.CLOSE:
                self._close(piece)
            case Sort.AND | Sort.OR | Sort.NEAR:
                _infix(group, piece)
            case Sort.NOT:
                _refuse_in_list(group, piece)
                group.nots.append(piece)
                group.pending, group.complete = piece, False
            case Sort.FIELD if not piece.text:
                self.field = piece
            case _:
                self._operand(self._leaf(piece, group), piece)

    def end(self, length: int) -> Node:
        if self.field:
            self._field_without_value(self.field)
        group = self.groups[-1]
        if group.opened:
            raise SyntaxMistake("unclosed_parenthesis", group.opened.at.first)
        if group.branches == [[]] and not group.pending:
            raise SyntaxMistake("empty", max(1, length))
        node = _finish(group)
        return node if self.pieces <= MAX_DEPTH else _checked(node)  # each level has a piece of its own

    def _open(self, piece: Piece) -> None:
        if len(self.groups) > MAX_DEPTH:
            raise LimitExceeded("too_deep", piece.at.first, most=MAX_DEPTH)
        if self.groups[-1].of_field:
            raise _not_a_list(self.groups[-1].of_field, piece)
        self.groups.append(Group(piece, self.field))
        self.field = None

    def _close(self, piece: Piece) -> None:
        if len(self.groups) == 1:
            raise SyntaxMistake("stray_parenthesis", piece.at.first)
        group = self.groups.pop()
        if group.branches == [[]] and not group.pending and group.opened:
            raise SyntaxMistake("empty_parenthesis", group.opened.at.first)
        _add(self.groups[-1], _finish(group), piece.at)

    def _leaf(self, piece: Piece, group: Group) -> Node:
        of_field = self.field or group.of_field
        if piece.sort is Sort.FIELD:
            if group.of_field:
                raise _not_a_list(group.of_field, piece)
            return operands.field(piece.name, piece.comparison, piece.text, piece.at)
        if of_field:
            at = Span(of_field.at.first, piece.at.last) if self.field else piece.at
            self.field = None
            return operands.field(of_field.name, of_field.comparison, piece.text, at)
        return operands.words(piece.text, piece.at, exact=piece.sort is Sort.EXACT)

    def _operand(self, node: Node, piece: Piece) -> None:
        match node:
            case Word():
                self.terms += 1
            case Phrase(items):
                self.terms += operands.size(list(items))
            case Compound(_, parts):
                self.terms += len(parts)
            case _:
                self.terms += 1
        if self.terms > MAX_TERMS:
            raise LimitExceeded("too_many_terms", piece.at.first, most=MAX_TERMS)
        group = self.groups[-1]
        if group.of_field and group.complete:  # a blank in a list of values would be an AND nobody can meet
            raise _not_a_list(group.of_field, piece)
        _add(group, node, piece.at)

    @staticmethod
    def _field_without_value(piece: Piece) -> None:
        kind = operands.field_kind(piece.name, piece.name + piece.comparison, piece.at)
        raise SyntaxMistake("field_without_value", piece.at.first, field=piece.name, mend=kind.example)


def _not_a_list(of_field: Piece, piece: Piece) -> SyntaxMistake:
    return SyntaxMistake("operator_in_field", piece.at.first, field=of_field.name + of_field.comparison)


def _refuse_in_list(group: Group, piece: Piece) -> None:
    if group.of_field:
        raise _not_a_list(group.of_field, piece)


def _infix(group: Group, piece: Piece) -> None:
    operator = piece.name or piece.text
    if not group.complete:
        waiting = group.pending
        if waiting:
            name = waiting.name or waiting.text
            raise SyntaxMistake("operand_after", waiting.at.first, operator=name)
        raise SyntaxMistake("operand_before", piece.at.first, operator=operator)
    if piece.sort is not Sort.OR:
        _refuse_in_list(group, piece)
    if piece.sort is Sort.OR:
        group.branches.append([])
    elif piece.sort is Sort.NEAR:
        distance = _distance(piece)
        left = group.branches[-1].pop()
        _refuse_near(left, piece, left)
        group.near = (left, piece, distance)
    group.pending, group.complete = piece, False


def _distance(piece: Piece) -> int:
    if not piece.text:
        raise SyntaxMistake("near_without_number", piece.at.first, operator=piece.name)
    digits = piece.text
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6 and 1 <= int(digits) <= MAX_DISTANCE):
        raise SyntaxMistake(
            "near_number", piece.at.first, operator=piece.name, number=digits, most=MAX_DISTANCE
        )
    return int(digits)


def _add(group: Group, node: Node, at: Span) -> None:
    """Puts a finished operand in its place: NOT binds it first, then NEAR, then AND."""
    if group.nots:
        opened = Span(group.nots[0].at.first, at.last)
        inner = node.part if isinstance(node, Not) else node
        odd = (len(group.nots) + isinstance(node, Not)) % 2
        node = Not(inner, opened) if odd else inner
        group.nots.clear()
    if group.near:
        left, piece, distance = group.near
        _refuse_near(node, piece, left)
        group.near = None
        node = Near(left, node, distance, piece.name.startswith("O"), Span(left.at.first, at.last))
    group.branches[-1].append(node)
    group.pending, group.complete = None, True


def _refuse_near(node: Node, piece: Piece, left: Node) -> None:
    """NEAR joins words, phrases, OR groups of them and other NEARs: things that stand somewhere."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        operator = f"{piece.name}/{piece.text}"
        if isinstance(inner, Not):
            mend = f"NOT ({to_text(inner.part if inner is left else left)} {operator} …)"
            raise SyntaxMistake("near_not", piece.at.first, mend=mend)
        if isinstance(inner, And):
            raise SyntaxMistake("near_and", piece.at.first, operator=operator)
        if isinstance(inner, Field):
            raise SyntaxMistake("near_field", inner.at.first, field=to_text(inner))
        # What stands inside a NEAR was checked when that NEAR was made.
        waiting += [] if isinstance(inner, Near) else children(inner)


def _finish(group: Group) -> Node:
    if group.pending:
        name = group.pending.name or group.pending.text
        raise SyntaxMistake("operand_after", group.pending.at.first, operator=name)
    return disjunction([conjunction(branch) for branch in group.branches])


def _checked(node: Node) -> Node:
    """Refuses a tree that is too deep: a row of a hundred NEARs nests without any parenthesis."""
    level: list[Node] = [node]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in children(outer)]
        if not level:
            return node
    raise LimitExceeded("too_deep", max(1, level[0].at.first), most=MAX_DEPTH)
