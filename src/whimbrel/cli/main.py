"""The command `whimbrel`: the parser, and how a run ends.

0    done
1    done, but with --strict some reports had problems
2    a mistake of the user's: one line on standard error says which
130  stopped with Ctrl-C
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from whimbrel.cli import actors, annotate, code, demo, evaluate, explain
from whimbrel.config import version
from whimbrel.errors import UsageError, WhimbrelError

DONE, PROBLEMS, MISTAKE, STOPPED, TERMINATED = 0, 1, 2, 130, 143

_COMMANDS = (code, demo, annotate, evaluate, explain, actors)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line like all others, with the way to the help text."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


class _Version(argparse.Action):
    """Prints the version; it is looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(f"whimbrel {version()}")
        parser.exit()


def build_parser() -> Parser:
    """The parser of the whole command line; each command's module adds its own part."""
    parser = Parser(prog="whimbrel", description="Reads news reports and keeps who did what to whom, when, where, and who says so.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code; errors end as one line on standard error."""
    try:
        options = build_parser().parse_args(arguments)
        result = int(options.run(options))
        sys.stdout.flush()
        return result
    except WhimbrelError as error:
        return _mistake(str(error))
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        _forget_output()  # the reader (`head`) has had enough: that is no failure
        return DONE
    except OSError as error:  # a full disk, a folder that went away
        return _mistake(f"{error.filename or 'output'}: {error.strerror or error}")


def run() -> NoReturn:
    """The entry point of the installed command. A polite kill ends it like Ctrl-C, so that no temporary file stays behind."""
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(main())


def _terminated(*_: object) -> NoReturn:
    sys.exit(TERMINATED)


def _mistake(message: str) -> int:
    print(f"whimbrel: {' '.join(message.split())}", file=sys.stderr)
    return MISTAKE


def _forget_output() -> None:
    """Standard output leads nowhere now; else the interpreter would complain when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError):  # a stand-in for standard output may have no file behind it
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
