"""What somebody enters for a source, held against what its kind asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.channels.describe import Choice, Setting
from sturmwarte.station.listen.fields import checked
from sturmwarte.wire.guard import Guard
from tests.ears.channel import KIND, WORDS

GUARD = Guard()


def kind(**field):
    return KIND.model_copy(
        update={"fields": (Setting(**{"id": "a", "label": WORDS, "help": WORDS, **field}),)}
    )


def errors(given, **field):
    return {name: reason.key for name, reason in checked(kind(**field), given, GUARD).errors.items()}


def value(given, **field):
    found = checked(kind(**field), {"a": given}, GUARD)
    assert not found.errors
    return found.values["a"]


@pytest.mark.parametrize(
    ("text", "field", "key"),
    [
        ("", {}, "field.required"),
        ("x" * 501, {}, "field.long"),
        ("a\x00b", {}, "field.control"),
        ("a\nb", {}, "field.one_line"),
        ("drei", {"type": "number"}, "field.number"),
        ("nan", {"type": "number"}, "field.number"),
        ("4", {"type": "number", "least": 5}, "field.least"),
        ("2000", {"type": "number", "most": 1440}, "field.most"),
        ("z", {"type": "choice", "choices": (Choice(value="x", label=WORDS),)}, "field.choice"),
        ("vielleicht", {"type": "switch"}, "field.switch"),
        ("ftp://a.example", {"type": "address"}, "trouble.scheme"),
        ("http://user:pass@a.example/", {"type": "address"}, "trouble.credentials_in_address"),
        ("http://127.0.0.1/", {"type": "address"}, "trouble.not_public"),
        ("10.0.0.1:993", {"type": "address"}, "trouble.not_public"),
        ("http://", {"type": "address"}, "trouble.no_address"),
    ],
)
def test_what_is_wrong_stands_at_its_field(text, field, key):
    assert errors({"a": text}, **field) == {"a": key}


def test_values_get_their_types():
    assert value("1,5", type="number") == 1.5
    assert value("15", type="number") == 15
    assert value(" a \n\nb\na\n", type="lines") == ["a", "b"]
    assert value(["a", "b"], type="lines") == ["a", "b"]
    assert value("on", type="switch") is True
    assert value(False, type="switch") is False
    assert value("social.example", type="address") == "social.example"
    assert value("wss://relay.example/x", type="address") == "wss://relay.example/x"
    assert value(None, required=False, default="d") == "d"
    assert value("", required=False, default="d") == ""


def test_secrets_stand_apart_and_may_be_left_as_they_are():
    secret = kind(type="secret")
    found = checked(secret, {"a": "geheim"}, GUARD)
    assert (found.values, found.secrets) == ({}, {"a": "geheim"})
    assert "geheim" not in repr(found)
    assert checked(secret, {"a": ""}, GUARD).errors
    kept = checked(secret, {"a": ""}, GUARD, kept={"a"})
    assert not kept.errors
    assert not kept.secrets


def test_what_no_field_asks_for_is_told():
    assert errors({"a": "x", "b": "y"}) == {"b": "field.unknown"}


@given(
    st.text(max_size=60),
    st.sampled_from(["text", "address", "number", "lines", "switch", "secret", "choice"]),
)
def test_any_text_is_taken_or_refused_with_a_reason(text, type_):
    found = checked(kind(type=type_), {"a": text}, GUARD)
    assert ("a" in found.errors) != ("a" in found.values or "a" in found.secrets)
