import json
from importlib import resources

import jsonschema
import pytest

from sturmwarte.core.listen.schema import post_schema

FILE = resources.files("sturmwarte.packs").joinpath("schema", "post.schema.json")


def test_the_published_schema_is_current():
    assert json.loads(FILE.read_text("utf-8")) == post_schema(), (
        "write it anew: python -m tests.listen.test_schema"
    )


@pytest.mark.parametrize(
    ("post", "good"),
    [
        ({"id": "1", "channel": "mastodon", "text": "Hallo"}, True),
        ({"id": 1, "channel": "mastodon", "media": [{"type": "image"}]}, True),
        ({"channel": "mastodon"}, False),
        ({"id": "1", "channel": "mastodon", "form": "tweet"}, False),
        ({"id": "1", "channel": "mastodon", "author": {"handle": "a"}}, False),
    ],
)
def test_it_tells_good_from_bad(post, good):
    assert jsonschema.Draft202012Validator(post_schema()).is_valid(post) is good


if __name__ == "__main__":
    with open(str(FILE), "w", encoding="utf-8") as stream:
        json.dump(post_schema(), stream, indent=2)
        stream.write("\n")
