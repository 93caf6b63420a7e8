"""`sturmwarte`: finds the command, runs it, and turns every failure into one line and an exit code.

0 done; 1 some input rejected or a check failed; 2 unreadable input or usage; 3 environment.
"""

import ast
import errno
import importlib
import keyword
import os
import pkgutil
import sys
from collections.abc import Callable
from gettext import gettext
from importlib.abc import SourceLoader
from importlib.util import find_spec
from typing import NoReturn

import click

from sturmwarte import __version__, cli
from sturmwarte.cli.failure import ENVIRONMENT, Failure

PLUMBING = {"dry_run", "failure", "inputs", "main", "outputs", "progress", "station", "texts"}
"""Modules of this package that are no commands."""


class Commands(click.Group):
    """Loads a command's module only when it is called, so that `match` never pays for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        names = (module.name for module in pkgutil.iter_modules(cli.__path__))
        return sorted(name.rstrip("_").replace("_", "-") for name in names if name not in PLUMBING)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(_module(name))
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does it, but from the commands' source: importing them all takes two seconds."""
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names))
        with formatter.section(gettext("Commands")):
            told = [click.Command(name, help=_told(name)).get_short_help_str(width) for name in names]
            formatter.write_dl(list(zip(names, told, strict=True)))


def _module(name: str) -> str:
    place = name.replace("-", "_")
    return f"sturmwarte.cli.{place}" + ("_" if keyword.iskeyword(name) else "")  # `import`: import_.py


def _told(name: str) -> str:
    """What a command's function says of itself."""
    found = find_spec(_module(name))
    loader = found.loader if found else None
    source = loader.get_source(_module(name)) if isinstance(loader, SourceLoader) else None
    functions = (node for node in ast.parse(source or "").body if isinstance(node, ast.FunctionDef))
    return next((ast.get_docstring(node) or "" for node in functions if node.name == "command"), "")


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def sturmwarte() -> None:
    """Storm watch for what is said about your company."""


def main() -> NoReturn:
    """The console script."""
    sys.exit(guarded(lambda: sturmwarte(standalone_mode=False)))


def guarded(run: Callable[[], object]) -> int:
    """Runs a command and returns its exit code; says on standard error what went wrong."""
    try:
        result = run()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped", 130)
    except Failure as failure:
        return _say(str(failure), failure.code)
    except BrokenPipeError:
        _drop_stdout()  # the reader (`| head`) has seen enough
        return 0
    except OSError as problem:
        _drop_stdout()
        return _say(_plain(problem), ENVIRONMENT)


def _say(text: str, code: int) -> int:
    if text:
        click.echo(f"sturmwarte: {text}", err=True)
    return code


def _plain(problem: OSError) -> str:
    where = f" ({problem.filename})" if problem.filename else ""
    mend = {
        errno.ENOSPC: "the disk is full: free some space and run it again",
        errno.EROFS: "the folder is read-only: choose another or remount it",
        errno.EACCES: "permission denied: run as the owner of the file or change its rights",
        errno.EPERM: "permission denied: run as the owner of the file or change its rights",
        errno.EMFILE: "too many open files: raise the limit (ulimit -n)",
    }.get(problem.errno or 0, str(problem.strerror or problem))
    return f"{mend}{where}"


def _drop_stdout() -> None:
    """Points standard output at nothing, or Python complains again while it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
