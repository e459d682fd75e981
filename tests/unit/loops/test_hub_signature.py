"""Signatures of what hubs push."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from bot.loops.hubs.signature import is_signed

SECRET, BODY = "a secret", b"<feed>\xff</feed>"


def signed(method: str, body: bytes = BODY, secret: str = SECRET) -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_right_signature_is_taken(method: str):
    assert is_signed(SECRET, BODY, [signed(method)])
    assert is_signed(SECRET, BODY, [signed(method).upper()])


@pytest.mark.parametrize(
    "signature",
    [
        signed("sha256", BODY + b" "),
        signed("sha256", secret="another"),
        signed("sha256")[:-1],
        signed("sha256")[7:],
        signed("md5"),
        signed("sha256").replace("sha256", "sha512"),
        "sha256=",
        "sha256=é",
        "=",
        "",
    ],
)
def test_wrong_signature_is_not_taken(signature: str):
    assert not is_signed(SECRET, BODY, [signature])


def test_body_without_a_signature_is_not_taken():
    assert not is_signed(SECRET, BODY, [])


def test_strongest_signature_decides():
    wrong = signed("sha512", b"another")
    assert is_signed(SECRET, BODY, ["sha1=00", signed("sha256")])
    assert is_signed(SECRET, BODY, [f"sha1=00, {signed('sha256')}"])
    assert not is_signed(SECRET, BODY, [signed("sha1"), wrong])
    assert not is_signed(SECRET, BODY, [wrong, signed("sha1"), signed("sha256")])
