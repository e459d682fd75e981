"""Whether a body comes from whoever knows a secret (WebSub 7.1)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

_METHODS = {
    "sha512": hashlib.sha512,
    "sha384": hashlib.sha384,
    "sha256": hashlib.sha256,
    "sha1": hashlib.sha1,
}
"""The strongest first."""


def is_signed(secret: str, body: bytes, signatures: Iterable[str]) -> bool:
    """Whether the strongest of these signatures, each as `method=digest`, is right; weaker ones then do not count."""
    given = dict(_parts(signature) for header in signatures for signature in header.split(","))
    method = next((name for name in _METHODS if name in given), None)
    if method is None:
        return False
    right = hmac.new(secret.encode(), body, _METHODS[method]).hexdigest()
    return hmac.compare_digest(right.encode(), given[method].encode("utf-8", "replace"))


def _parts(signature: str) -> tuple[str, str]:
    method, _, digest = signature.strip().partition("=")
    return method.lower(), digest.strip().lower()
