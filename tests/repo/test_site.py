"""The documentation: it builds without a warning, no link leads nowhere, and no page calls a foreign host."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.repo.tree import ROOT, documents

_LOADS = {
    "script": ("src",), "link": ("href",), "img": ("src", "srcset"), "iframe": ("src",), "object": ("data",),
    "video": ("src", "poster"), "audio": ("src",), "source": ("src", "srcset"), "form": ("action",),
}  # fmt: skip
_FOREIGN = re.compile(r"(?:https?:)?//[a-z0-9][\w.-]*\.[a-z]{2,}", re.IGNORECASE)
_NAMESPACE = "http://www.w3.org"  # names a standard; nothing is fetched from it


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True)
    build(config)
    return folder


class _Loads(HTMLParser):
    """Collects every address that a browser would fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            fetched = name in _LOADS.get(tag, ()) or name == "style"
            if fetched and value and _FOREIGN.search(value):
                self.found.append(f"<{tag} {name}={value}>")


def _in_html(text: str) -> list[str]:
    parser = _Loads()
    parser.feed(text)
    return parser.found


def _in_css(text: str) -> list[str]:
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [found for found in re.findall(r"(?:url\(|@import)[^;)]*", bare) if _fetches(found)]


def _in_js(text: str) -> list[str]:
    bare = re.sub(r"/\*.*?\*/|(?<![:'\"\\])//[^\n]*", "", text, flags=re.DOTALL)
    return [found for found in re.findall(r"[\"'`](?:https?:)?//[^\"'`\s]+", bare) if _fetches(found)]


def _fetches(text: str) -> bool:
    return bool(_FOREIGN.search(text)) and _NAMESPACE not in text


@pytest.mark.parametrize(("suffix", "look"), [(".html", _in_html), (".css", _in_css), (".js", _in_js)])
def test_no_page_calls_a_foreign_host(site, suffix, look):
    files = sorted(site.rglob(f"*{suffix}"))
    assert files
    found = {str(f.relative_to(site)): hits for f in files if (hits := look(f.read_text(encoding="utf-8")))}
    assert not found


def test_links_outside_docs_lead_somewhere():
    """MkDocs checks the pages under docs/; these are read where the repository is."""
    found = []
    for page in documents():
        if page.parent == ROOT:
            links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
            found += [f"{page.name}: {link}" for link in links if not (page.parent / link).exists()]
    assert not found


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (_in_html, '<script src="https://cdn.example.org/x.js"></script>'),
        (_in_html, '<p style="background: url(//cdn.example.org/x.png)">'),
        (_in_css, "body { background: url(https://cdn.example.org/x.png) }"),
        (_in_js, 'fetch("//cdn.example.org/x.json")'),
    ],
)
def test_a_foreign_host_would_be_seen(look, text):
    assert look(text)
