"""docs/own-model.md says what is so."""

import json
import re
from pathlib import Path

import pytest

from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS
from sturmwarte.core.understand.folder.card import Written, card_of
from sturmwarte.core.understand.folder.names import labels_of, usual

PAGE = (Path(__file__).parents[2] / "docs/own-model.md").read_text("utf-8")
TABLE = re.findall(r"^\| (`[a-z`, ]+`) \| (`[^|]+`) \| ([^|]*)\|$", PAGE, re.MULTILINE)
ROWS = [(name, labels, names) for row, labels, names in TABLE for name in re.findall(r"`(\w+)`", row)]


def test_the_example_is_a_card():
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    names = {"id2label": {str(place): name for place, name in enumerate(json.loads(example)["labels"])}}
    card = card_of("own", {"sturmwarte.json": example.encode(), "config.json": json.dumps(names).encode()})
    assert card.columns == ("negative", "neutral", "positive")


def test_every_field_and_every_dimension_is_documented():
    fields = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert set(Written.__struct_fields__) <= fields
    assert {name for name, _, _ in ROWS} == set(DIMENSIONS) - {KINDS}


@pytest.mark.parametrize(("name", "labels", "names"), ROWS)
def test_the_table_tells_the_labels_and_names_that_are_known(name, labels, names):
    assert tuple(re.findall(r"`(\w+)`", labels)) == labels_of(DIMENSIONS[name])
    for one in filter(None, (part.strip() for part in re.split("[,;]| to ", names))):
        assert usual(DIMENSIONS[name], one), one
