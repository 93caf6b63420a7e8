"""Explain: which parts of a query a post meets, and where in its text, for highlighting and for "Why?"."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import category

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.folding import plain
from sturmwarte.core.query.oracle import Place, matches
from sturmwarte.core.query.places import Places
from sturmwarte.core.query.text import to_text
from sturmwarte.core.query.tokens import chunk_terms
from sturmwarte.core.query.tree import Field, Near, Node, Not, Span, children


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start`..`end` (end not included) of one text of the post.

    `part` says which: "title", "text", "media.0.alt", "media.0.text".
    """

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One word, phrase, NEAR or field of the query (a NOT with all inside it is one clause too).

    `holds` says whether it is met; `passages` where it stands, empty for fields and absences.
    """

    query: str
    at: Span
    holds: bool
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether the query selects the post, and its clauses in the order of the query."""

    matched: bool
    clauses: tuple[Clause, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything to highlight, in the order of the text."""
        found = {passage for clause in self.clauses for passage in clause.passages}
        return tuple(sorted(found, key=lambda p: (p.part, p.start, p.end)))


def explain(node: Node, of: Post | Document) -> Explanation:
    """Why the query selects the post, or why not."""
    document = of if isinstance(of, Document) else Document(of)
    places, locate = Places(document), _Locator(document)
    clauses = []
    for clause in _clauses(node):
        written = to_text(clause)
        if isinstance(clause, Not | Field):
            clauses.append(Clause(written, clause.at, matches(clause, document)))
        else:
            found = {passage for place in places.of(clause) for passage in locate(place)}
            passages = tuple(sorted(found, key=lambda p: (p.part, p.start, p.end)))
            clauses.append(Clause(written, clause.at, bool(passages), passages))
    return Explanation(matches(node, document), tuple(clauses))


def _clauses(node: Node) -> Iterator[Node]:
    inner = () if isinstance(node, Not | Near) else children(node)
    if not inner:
        yield node
    for part in inner:
        yield from _clauses(part)


class _Locator:
    """From word positions back to characters. Slow and exact: only what a person looks at comes here."""

    def __init__(self, document: Document) -> None:
        self.content = document.post.content
        self.parts = _parts(document.post)
        self.starts = [start for start, _ in self.parts]
        self.chunks: list[tuple[int, str]] = []
        at = 0
        for chunk in document.chunks:
            at = self.content.index(chunk, at)
            self.chunks.append((at, chunk))
            at += len(chunk)
        widths = (chunk_terms(chunk).width for chunk in document.chunks)
        self.words: dict[int, dict[int, tuple[int, int]]] = {}
        self.first = list(accumulate(widths, initial=0))

    def __call__(self, place: Place) -> Iterator[Passage]:
        """One passage, or one for each text of the post that the place reaches into."""
        start, end = self._word(place[0])[0], self._word(place[1])[1]
        for number in range(bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1)):
            begin, part = self.parts[number]
            limit = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.content)
            yield Passage(part, max(start, begin) - begin, min(end, limit) - begin)

    def _word(self, position: int) -> tuple[int, int]:
        """The characters of the content that the word at `position` takes."""
        number = bisect_right(self.first, position) - 1
        if number not in self.words:
            self.words[number] = _words(*self.chunks[number])
        return self.words[number][position - self.first[number]]


def _words(at: int, chunk: str) -> dict[int, tuple[int, int]]:
    """The characters of each word of a chunk that begins at `at`."""
    origins = _origins(chunk)
    words: dict[int, tuple[int, int]] = {}
    for atom in chunk_terms(chunk).atoms:
        if atom.start == atom.end:  # the first form of a word is the fullest: a tag's has its sign
            words.setdefault(atom.start, (at + origins[atom.begin][0], at + origins[atom.finish - 1][1]))
    return words


def _parts(post: Post) -> list[tuple[int, str]]:
    """Where each text of the post begins in its content, as `Post.content` joins them."""
    texts = [("title", post.title), ("text", post.text)]
    for number, medium in enumerate(post.media):
        texts += [(f"media.{number}.alt", medium.alt), (f"media.{number}.text", medium.text)]
    parts, at = [], 0
    for name, text in texts:
        if text:
            parts.append((at, name))
            at += len(text) + 1
    return parts


def _origins(chunk: str) -> list[tuple[int, int]]:
    """For each character of the plain chunk the characters of the written one that it came from.

    Characters are made plain together with the marks that follow them; should that ever come out different
    from the whole, every character points to the whole chunk.
    """
    whole = plain(chunk)
    if whole == chunk:
        return [(i, i + 1) for i in range(len(chunk))]
    origins: list[tuple[int, int]] = []
    joined = ""
    for start, end in _clusters(chunk):
        piece = plain(chunk[start:end])
        joined += piece
        origins += [(start, end)] * len(piece)
    return origins if joined == whole else [(0, len(chunk))] * len(whole)


def _clusters(chunk: str) -> Iterator[tuple[int, int]]:
    """Cuts before every character but marks, and not beside a joiner: whether it stays depends on both."""
    start = 0
    for end in range(1, len(chunk) + 1):
        at_end = end == len(chunk)
        if at_end or not (category(chunk[end]).startswith("M") or "\u200d" in chunk[end - 1 : end + 1]):
            yield start, end
            start = end
