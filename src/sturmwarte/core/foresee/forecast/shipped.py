"""What a forecaster is made of before the station has waves of its own: packs/foresee."""

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from sturmwarte import packs
from sturmwarte.core.foresee.forecast import features, store
from sturmwarte.core.foresee.forecast.forecaster import SEED, WAVES

FILES = ("waves", "fitted")


@cache
def settings() -> Mapping[str, Any]:
    """`waves`: how made-up waves are drawn. `fitted`: figures fitted on recorded series."""
    return MappingProxyType({name: packs.data("foresee", f"{name}.yaml") or {} for name in FILES})


def checksum() -> str:
    """Changes with the packs and with what a forecaster sees of a wave."""
    told = hashlib.sha256(f"{features.VERSION} {features.NAMES} {store.FORMAT} {WAVES} {SEED}".encode())
    for name in FILES:
        told.update(packs.text("foresee", f"{name}.yaml").encode())
    return told.hexdigest()[:16]
