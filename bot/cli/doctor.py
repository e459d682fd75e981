"""`reprieve doctor`: is everything in place for the bot to do its work, and if not, what to do about it."""

from __future__ import annotations

import asyncio
import json as jsonlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from bot.cli.checks import Finding, Status, findings

_COLOURS = {Status.OK: "green", Status.WARNING: "yellow", Status.ERROR: "red"}


def doctor(*, json: Annotated[bool, Parameter(negative=())] = False) -> int:
    """Check everything the bot depends on, without disturbing one that runs.

    Parameters
    ----------
    json
        Print one JSON object: status, and findings with id, subject, status, what, todo. The ids are stable.
    """
    found = asyncio.run(findings(os.environ, Path.cwd()))
    worst = max((f.status for f in found), key=list(Status).index)
    if json:
        print(jsonlib.dumps({"status": worst, "findings": [f.row() for f in found]}, ensure_ascii=False, indent=2))
    else:
        _show(found)
    return 1 if worst is Status.ERROR else 0


def _show(found: Sequence[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for finding in found:
        head = Text(f"{finding.status:<8}", style=_COLOURS[finding.status])
        console.print(head + Text(f"{finding.subject}: {finding.what}"))
        if finding.todo:
            console.print(Text(f"         {finding.todo}", style="bold"))
    counts = Counter(f.status for f in found)
    console.print("\n" + ", ".join(f"{counts[status]} {status}" for status in Status))
