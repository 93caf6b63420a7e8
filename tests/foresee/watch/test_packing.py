"""What is packed comes back to the last bit; what is damaged says so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sturmwarte.core.foresee.watch import DamagedState, Watch
from sturmwarte.core.foresee.watch.packing import packed, unpacked

from .sea import UTC_WEEK, keys, minutes_of, ticked

KINDS = st.sampled_from([np.uint8, np.int16, np.uint16, np.int64, np.float16, np.float32, np.float64])


SHAPES = arrays.array_shapes(max_side=4)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.text(max_size=8), KINDS.flatmap(lambda k: arrays.arrays(k, SHAPES)), max_size=3))
def test_any_arrays_come_back(given_arrays: dict[str, np.ndarray]) -> None:
    facts, found = unpacked(packed({"clock": 5}, given_arrays))
    assert facts == {"clock": 5}
    assert found.keys() == given_arrays.keys()
    for name, array in given_arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()


def test_going_on_after_unpacking_is_as_if_never_stopped() -> None:
    feed = list(minutes_of([0.01, 0.5, 3.0, 90.0] * 3, 700))
    one = Watch(UTC_WEEK)
    ticked(one, iter(feed[:433]))
    other = Watch.unpack(one.pack(), UTC_WEEK)
    assert ticked(one, iter(feed[433:])) == ticked(other, iter(feed[433:]))
    assert one.pack() == other.pack()


def test_forgetting_and_unpacking_keep_the_rest() -> None:
    series = keys(12)
    watch = Watch(UTC_WEEK)
    ticked(watch, minutes_of([1.0, 100.0] * 6, 120))
    before = [watch.pulse(key, watch.clock - 60, watch.clock).counts for key in series[4:]]
    watch.forget([*series[:4], series[0]])
    watch = Watch.unpack(watch.pack(), UTC_WEEK)
    assert watch.keys == tuple(key for key in watch.keys if key in series[4:])
    after = [watch.pulse(key, watch.clock - 60, watch.clock).counts for key in series[4:]]
    np.testing.assert_array_equal(before, after)
    watch.tick(watch.clock + 1, {series[0]: 3})
    assert series[0] in watch.keys


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_state_is_refused(data: st.DataObject) -> None:
    state = Watch(UTC_WEEK).pack()
    at = data.draw(st.integers(0, len(state) - 1))
    flipped = bytes([state[at] ^ data.draw(st.integers(1, 255))])
    damaged = data.draw(st.sampled_from([state[:at], state[:at] + flipped + state[at + 1 :]]))
    with pytest.raises(DamagedState):
        Watch.unpack(damaged, UTC_WEEK)


def test_arrays_that_do_not_fit_are_refused() -> None:
    watch = Watch(UTC_WEEK)
    ticked(watch, minutes_of([1.0], 10))
    facts, found = unpacked(watch.pack())
    with pytest.raises(DamagedState, match="fit together"):
        Watch.unpack(packed(facts, {name: a for name, a in found.items() if name != "usual.posts"}), UTC_WEEK)
    with pytest.raises(DamagedState, match="different numbers"):
        Watch.unpack(packed(facts, found | {"now": np.zeros(3, np.int64)}), UTC_WEEK)
    with pytest.raises(DamagedState, match="views"):
        Watch.unpack(watch.pack(), UTC_WEEK, views=[])
