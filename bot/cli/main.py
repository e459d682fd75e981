"""The table of verbs, and what every verb shares: exit codes, and errors as plain sentences."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version

from cyclopts import App, CycloptsError

from bot.domain.errors import ConfigError, ReprieveError

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

VERBS = {
    "run": "Watch and alert until stopped; without a chat token, on this terminal.",
    "demo": "See the TikTok story come in, in a minute, with nothing to set up.",
    "doctor": "Check settings, store, tokens, chats, sources and clock, and say what to do.",
    "parse": "Print the items that a source kind finds in a captured body, broken or not; problems go to stderr.",
    "classify": "Say what each text asserts, and how loud an alert it is worth.",
    "eval": "Measure the verdicts on labelled texts, and show each miss with its reason.",
    "replay": "Feed captured bodies through the real pipeline and print what it tells.",
    "opml": "Turn a feed reader's list into a pack, or the watched sources into such a list.",
    "count": "Count court days: the last day of a period, with the paragraph behind each step.",
    "dead": "List the deliveries that were given up, or have them sent again.",
    "healthcheck": "Ask the running bot whether it is well, as a container does.",
}
"""A verb is the function of its name in the file of its name, imported when it is called: none waits for the others."""

_HELP = """\
Watches legal deadlines and tells your Discord and Telegram channels the moment one moves.

Start with `reprieve demo`. Exit codes: 0 all is well, 1 something was found or failed, 2 the call or the settings
are wrong.
"""


def main() -> None:
    sys.exit(call(sys.argv[1:]))


def call(words: Sequence[str]) -> int:
    """Runs one verb; the exit code. Errors that we expect become sentences on stderr, never a traceback."""
    try:
        return _app()(words, exit_on_error=False, print_error=False, result_action="return_value") or OK
    except CycloptsError as error:
        message = str(error).removesuffix(".")
        return _fail(USAGE, [f"{message}{'' if message.endswith('?') else '.'} See `reprieve --help`."])
    except ExceptionGroup as group:
        return _told(_first_of(group))
    except (ReprieveError, OSError) as error:
        return _told(error)
    except KeyboardInterrupt:
        return INTERRUPTED


def _first_of(group: ExceptionGroup[Exception]) -> Exception:
    """The first error in a group, which tasks that ran side by side make of what one of them raised."""
    first = group.exceptions[0]
    return _first_of(first) if isinstance(first, ExceptionGroup) else first


def _told(error: Exception) -> int:
    """Says an expected error in plain sentences; raises any other again. Shape: the exit code."""
    if isinstance(error, ConfigError):
        return _fail(USAGE, error.problems)
    if isinstance(error, BrokenPipeError):
        return OK  # the reader of our output has seen enough
    if isinstance(error, OSError) and error.filename:
        return _fail(FAILED, [f"{error.filename}: {error.strerror}."])
    if isinstance(error, ReprieveError | OSError):
        return _fail(FAILED, str(error).splitlines())
    raise error


def _app() -> App:
    app = App(name="reprieve", help=_HELP, version=lambda: version("reprieve"), help_format="markdown")
    for position, (verb, what) in enumerate(VERBS.items()):
        app.command(f"bot.cli.{verb}:{verb}", name=verb, help=what, sort_key=position)
    return app


def _fail(code: int, problems: Sequence[str]) -> int:
    for problem in problems:
        print(f"reprieve: {problem}", file=sys.stderr)
    return code
