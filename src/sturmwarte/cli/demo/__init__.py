"""`sturmwarte demo`: a sample company and a storm, fast-forwarded, in a data folder of its own."""

import os
import shutil
import socket
from pathlib import Path

import click

from sturmwarte.cli.demo.sample import SPEED
from sturmwarte.cli.failure import ENVIRONMENT, USAGE, Failure

MARK = "this-is-a-demo"
"""As `station.people.first_run` marks a folder; looked for here before Django is there to ask."""

PORTS = range(8321, 8341)


@click.command()
@click.option(
    "--data", "folder", type=click.Path(path_type=Path), default=Path("demo-data"), show_default=True,
    help="Folder for the demo's data; made anew each time.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), help=f"Default: the first free one from {PORTS[0]}.")
@click.option("--keep", is_flag=True, help="Go on with the data of the last demo.")
@click.option("--lang", "language", type=click.Choice(["de", "en"]), help="Language of the pages.")
@click.option(
    "--speed", type=click.FloatRange(1, 600), default=SPEED, show_default=True,
    help="How many times as fast as it was the storm passes.",
)  # fmt: skip
def command(folder: Path, port: int | None, keep: bool, language: str | None, speed: float) -> None:
    """Show the station at work: a sample company, two weeks of posts, and a storm of nine hours.

    Everything is invented and stays in a folder of its own. An hour of the storm passes in three minutes.
    """
    folder = folder.absolute()
    fresh = _make_room(folder, keep)
    language = language or ("en" if os.environ.get("LANG", "").startswith("en") else "de")
    surround(folder, port or _free_port(), language)

    from sturmwarte.engine import setup  # noqa: PLC0415 - brings Django, which reads what was set above
    from sturmwarte.engine.errors import Environment, Refused  # noqa: PLC0415

    try:
        setup.prepare()
        from sturmwarte.cli.demo import stage  # noqa: PLC0415 - its models need the settings

        stage.show(folder, fresh, language, speed, click.echo)
    except Refused as refused:
        raise Failure(str(refused), USAGE) from None
    except Environment as broken:
        raise Failure(str(broken), ENVIRONMENT) from None


def surround(folder: Path, port: int, language: str) -> None:
    """Sets the station's settings for a demo. Those of a real station on this machine must not leak in."""
    for name in [name for name in os.environ if name.startswith("STURMWARTE_")]:
        del os.environ[name]
    os.environ |= {
        "STURMWARTE_DATA": str(folder),
        "STURMWARTE_CONFIG": str(folder / "config"),
        "STURMWARTE_BIND": "127.0.0.1",
        "STURMWARTE_PORT": str(port),
        "STURMWARTE_LANGUAGE": language,
    }


def _make_room(folder: Path, keep: bool) -> bool:
    """True when the demo begins anew. Only a folder that a demo has made is ever emptied."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / MARK).touch()
        return True
    if not (folder / MARK).is_file():
        raise Failure(f"{folder} is not a demo's folder and stays as it is: name another with --data", USAGE)
    if keep:
        return False
    for inner in folder.iterdir():
        if inner.name != MARK:
            shutil.rmtree(inner) if inner.is_dir() else inner.unlink()
    return True


def _free_port() -> int:
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Failure(f"ports {PORTS[0]} to {PORTS[-1]} are all taken: name one with --port", ENVIRONMENT)
