"""What two states of a plan's files differ in, line by line."""

from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.plan.lines import file_differences

TEXTS = st.lists(st.sampled_from(["a: 1", "b: 2", "", "# c", "  - d"]), max_size=30).map("\n".join)


def test_equal_files_are_not_named():
    assert file_differences({"a": "x\r\ny\r\n"}, {"a": "x\ny\n"}) == []


def test_files_that_came_and_went():
    found = file_differences({"old": "x"}, {"new": "y\nz", "empty": ""})
    assert [(one.name, one.how, one.added, one.removed) for one in found] == [
        ("empty", "added", 0, 0),
        ("new", "added", 2, 0),
        ("old", "removed", 0, 1),
    ]


def test_far_apart_changes_are_parts_of_their_own():
    old = [f"line {n}" for n in range(40)]
    new = ["first", *old[1:39], "last"]
    (one,) = file_differences({"a": "\n".join(old)}, {"a": "\n".join(new)})
    assert [len(part) for part in one.parts] == [5, 5]
    assert one.parts[1][-1].new == 40


@given(TEXTS, TEXTS)
def test_the_new_text_follows_from_the_old_and_the_parts(old, new):
    """Nothing is left out: with all lines shown, each side can be read off."""
    found = file_differences({"a": old}, {"a": new}, around=1000)
    lines = [line for one in found for part in one.parts for line in part]
    if not found:
        assert old.removesuffix("\n") == new.removesuffix("\n")
        return
    assert [line.text for line in lines if line.old] == (old.removesuffix("\n").split("\n") if old else [])
    assert [line.text for line in lines if line.new] == (new.removesuffix("\n").split("\n") if new else [])
