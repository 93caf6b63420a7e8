"""100,000 malformed feed, mail, JSON and HTML inputs: no crash, no hang over a second, no request to anybody.

Part of `make soak`; STURMWARTE_SOAK_INPUTS sets how many, STURMWARTE_SOAK_SEED which.
"""

import os
import time

import pytest

from tests.channels.fuzz.campaign import campaign
from tests.channels.fuzz.hooks import hooks
from tests.channels.fuzz.readers import readers

INPUTS = int(os.environ.get("STURMWARTE_SOAK_INPUTS", "100000"))
SEED = int(os.environ.get("STURMWARTE_SOAK_SEED", "20261122"))


@pytest.mark.skipif("STURMWARTE_SOAK_KILLS" not in os.environ, reason="part of `make soak`")
def test_a_hundred_thousand_malformed_inputs():
    begun = time.monotonic()

    def tell(text):
        print(f"{time.monotonic() - begun:6.0f} s  {text}", flush=True)

    of = [*readers(), *hooks()]
    result = campaign(of, SEED, INPUTS, tell)
    for reader in of:
        name = reader.name
        counted, refused, slowest_ms = result.inputs[name], result.refused[name], 1000 * result.slowest[name]
        tell(f"{name}: {counted} inputs, {refused} refused, slowest {slowest_ms:.0f} ms")
    assert result.failed == []
    assert sum(result.inputs.values()) == INPUTS
