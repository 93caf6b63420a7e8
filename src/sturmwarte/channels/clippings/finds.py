"""What a layout finds in the lines of a mail. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sturmwarte.channels.clippings.layout import LABELS, Layout, any_of, found
from sturmwarte.channels.clippings.lines import Line, address

MOST_FINDS = 200
_LABEL = re.compile(r"^([^:]{2,40}?)\s*:\s*(.*)$")
_SHORTEST_TITLE = 12


@dataclass
class Find:
    """One item of a mail, as it was written there. `values` by the names in LABELS."""

    values: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        """The first one counts."""
        if value.strip() and name in LABELS:
            self.values.setdefault(name, value.strip())

    @property
    def text(self) -> str:
        return "\n".join([self.values.get("text", ""), *self.lines]).strip()


def finds(layout: Layout, subject: str, lines: Sequence[Line]) -> list[Find]:
    """Empty when the mail is not built as the layout says."""
    ended = _ended(layout, lines)
    content = _content(layout, ended)
    if layout.read == "items":
        return _items(layout, content)[:MOST_FINDS]
    if layout.read == "labels":
        return _labelled(layout, content)[:MOST_FINDS]
    return _one(layout, subject, ended, content)


def _ended(layout: Layout, lines: Sequence[Line]) -> Sequence[Line]:
    end = (at for at, line in enumerate(lines) if any_of(layout.stop, line.text))
    return lines[: next(end, len(lines))]


def _content(layout: Layout, lines: Sequence[Line]) -> list[Line]:
    """Without lines that say nothing; the links behind them stay."""
    kept = [replace(line, text="") if any_of(layout.drop, line.text) else line for line in lines]
    return [line for line in kept if line.text or line.urls]


def _items(layout: Layout, lines: Sequence[Line]) -> list[Find]:
    """A link with enough words begins an item; the lines to the next one are its text."""
    made = list[Find]()
    for line in lines:
        url = next((address(url, layout.wrapped) for url in line.urls), "")
        if title := _headline(layout, line.text):
            made.append(Find({"title": title, **({"url": url} if url else {})}))
        elif url and len(line.text) >= _SHORTEST_TITLE and not line.text.startswith(("http://", "https://")):
            made.append(Find({"title": line.text, "url": url}))
        elif url and made and "url" not in made[-1].values:
            made[-1].values["url"] = url
        elif _says(layout, line.text, made):
            continue
        elif made and line.text and not line.text.startswith(("http://", "https://")):
            made[-1].lines.append(line.text)
    return made


def _headline(layout: Layout, text: str) -> str:
    for pattern in layout.begin:
        if hit := found(pattern, text):
            return (hit.groupdict().get("title") or hit[0]).strip()
    return ""


def _says(layout: Layout, text: str, made: Sequence[Find]) -> bool:
    """Takes what a pattern names out of a line: outlet and date below a headline."""
    for pattern in layout.say:
        hit = found(pattern, text) if made and text else None
        named = {name: value for name, value in hit.groupdict().items() if value} if hit else {}
        if named and not set(named) & set(made[-1].values):
            for name, value in named.items():
                made[-1].put(name, value)
            return True
    return False


def _labelled(layout: Layout, lines: Sequence[Line]) -> list[Find]:
    """`Label: value` lines; a label that comes again begins the next item, others go on with the text."""
    known = {word.casefold(): name for name, words in layout.labels.items() for word in words}
    made = list[Find]()
    last = ""
    for line in lines:
        hit = _LABEL.match(line.text)
        name = known.get(hit[1].strip().casefold(), "") if hit else ""
        if hit and name:
            if not made or name in made[-1].values:
                made.append(Find())
            url = next((address(url, layout.wrapped) for url in line.urls), "")
            made[-1].values[name] = url if name == "url" and url else hit[2].strip()
            last = name
        elif made and last == "text" and line.text:
            made[-1].lines.append(line.text)
    return [item for item in made if item.text or item.values.get("title")]


def _one(layout: Layout, subject: str, every: Sequence[Line], lines: Sequence[Line]) -> list[Find]:
    """A notification: who, about what, how many stars, the text between its marks, the link to it."""
    item = Find()
    for text in (subject, *(line.text for line in every)):
        for pattern in layout.say:
            if hit := found(pattern, text):
                for name, value in hit.groupdict().items():
                    item.put(name, value or "")
    item.put("url", _link(layout, every))
    item.lines = _framed(layout, lines)
    return [item] if item.text else []


def _link(layout: Layout, lines: Sequence[Line]) -> str:
    """The link whose address the layout knows, else the one whose words it knows."""
    if not layout.link:
        return ""
    every = [(line.text, address(url, layout.wrapped)) for line in lines for url in line.urls]
    known = [url for _, url in every if url and found(layout.link, url)]
    return next(iter([*known, *(url for words, url in every if url and found(layout.link, words))]), "")


def _framed(layout: Layout, lines: Sequence[Line]) -> list[str]:
    """The lines after the first that begins the text, to the first that ends it."""
    made = list[str]()
    inside = False
    for line in lines:
        if not inside:
            inside = any_of(layout.begin, line.text)
        elif any_of(layout.end, line.text):
            break
        elif line.text:
            made.append(line.text.strip('„“”"»«'))
    return made
