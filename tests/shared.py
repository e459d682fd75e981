"""Where the real captures lie, for tests that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

_SHARED = Path(__file__).parents[1].parent / "shared"


def shared_dir(name: str) -> Path:
    """The folder of real captures `name` beside the checkout; skips the test where it is absent."""
    folder = _SHARED / name
    if not folder.exists():
        pytest.skip(f"the real captures are not beside this checkout (shared/{name})")
    return folder
