"""`reprieve demo`: the story of the TikTok deadline in under a minute, told by the real product."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console

from bot.demo.director import Pace
from bot.demo.screen import WIDEST
from bot.demo.show import perform
from bot.log import configure

SLOWEST, FASTEST = 0.25, 50


def demo(
    *,
    lang: Literal["en", "zh"] = "en",
    speed: Annotated[float, Parameter(validator=Number(gte=SLOWEST, lte=FASTEST))] = 1.0,
) -> int:
    """See the TikTok story come in, in a minute, with nothing to set up.

    It starts its own store and its own feeds on this machine and needs no network, account or token.

    Parameters
    ----------
    lang
        Language of the messages and captions: en or zh.
    speed
        How fast it is told: 2 is twice as fast.
    """
    configure("ERROR", "auto", ())
    console = Console(highlight=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else WIDEST
    problems = asyncio.run(perform(console, lang, Pace(speed)))
    for problem in problems:
        print(f"reprieve: {problem}", file=sys.stderr)
    return 1 if problems else 0
