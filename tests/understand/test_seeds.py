"""The shipped posts: readable, of every kind in both languages, none twice; and errors that name the line."""

from collections import Counter

import pytest

from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS
from sturmwarte.core.understand.seeds import HEADER, SeedError, read, shipped


def test_every_kind_has_its_posts_in_both_languages():
    counts = Counter((seed.lang, kind) for seed in shipped() for kind in seed.labels[KINDS])
    for lang in ("de", "en"):
        for kind in DIMENSIONS[KINDS].labels:
            assert counts[lang, kind] >= 80, (lang, kind)


def test_no_post_stands_there_twice():
    twice = [text for text, n in Counter(seed.text for seed in shipped()).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("complaint\t-\ta\ty\tn\tanger\trail", "x.tsv:2"),
        ("complain\t-\ta\ty\tn\tanger\trail\tText", "unknown kind complain"),
        ("complaint\t-\ta\ty\tn\trage\trail\tText", "unknown emotion rage"),
        ("complaint\t?\ta\ty\tn\tanger\trail\tText", "x.tsv:2"),
    ],
)
def test_a_bad_line_is_named(line, says):
    with pytest.raises(SeedError, match=says):
        list(read("x.tsv", "\t".join(HEADER) + "\n" + line + "\n"))


def test_a_file_without_columns_is_refused():
    with pytest.raises(SeedError, match=r"x\.tsv:1"):
        list(read("x.tsv", "text\n"))
