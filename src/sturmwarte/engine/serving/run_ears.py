"""`python -m sturmwarte.engine.serving.run_ears`: the ears as a child of the supervisor."""

import sys

from sturmwarte.engine import setup
from sturmwarte.engine.errors import EngineError
from sturmwarte.engine.serving.leash import on_leash

if __name__ == "__main__":
    on_leash()
    try:
        data = setup.prepare()
        from sturmwarte.engine.ears.ears import main  # models cannot be loaded before Django is ready

        main(data)
    except EngineError as error:
        sys.exit(f"ears: {error}")
