"""What can go wrong at Discord, as values to queue at the fake."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad end of a request. Shape: status 0 cuts the connection; `is_accepted`: the request took effect first."""

    status: int = 0
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_accepted: bool = False
    is_hanging: bool = False


def too_many(retry_after: float | None = None, *, is_global: bool = False) -> Fault:
    said: dict[str, Any] = {"message": "You are being rate limited.", "global": is_global}
    headers = {"X-RateLimit-Scope": "global" if is_global else "user"}
    if retry_after is not None:
        said["retry_after"] = retry_after
        headers["Retry-After"] = str(math.ceil(retry_after))
    return Fault(429, said, headers)


def refusing(status: int, code: int, message: str = "No") -> Fault:
    return Fault(status, {"message": message, "code": code})


def failing(status: int = 502, *, is_accepted: bool = False) -> Fault:
    return Fault(status, {"message": "Something broke", "code": 0}, is_accepted=is_accepted)


def blocking(status: int = 429) -> Fault:
    """The guard in front of Discord: a page for people, not Discord's JSON."""
    return Fault(status, "<html>blocked</html>")


def cutting(*, is_accepted: bool = False) -> Fault:
    return Fault(is_accepted=is_accepted)


def hanging(*, is_accepted: bool = False) -> Fault:
    return Fault(is_accepted=is_accepted, is_hanging=True)
