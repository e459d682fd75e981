"""/readyz: whether this process may be given work."""

import json
from dataclasses import replace

import pytest

from tests.unit.web.pages import WELL, Site, read


async def test_readyz_says_yes_when_every_part_is_well():
    answer = await read("/readyz")
    assert (200, {"is_ready": True, "store": "ok", "loops": "ok", "auditor": "ok"}) == (
        answer.status,
        json.loads(answer.text),
    )


@pytest.mark.parametrize(
    ("ill", "part"),
    [({"is_store_up": False}, "store"), ({"heartbeat_age_s": 31.0}, "loops"), ({"audit_age_s": 301.0}, "auditor")],
)
async def test_readyz_names_the_part_that_is_not_well(ill, part):
    answer = await read("/readyz", site=Site(health=replace(WELL, **ill)))
    assert (503, [part]) == (
        answer.status,
        [name for name, state in json.loads(answer.text).items() if state == "failing"],
    )
