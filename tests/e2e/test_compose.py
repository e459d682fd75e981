"""The container files, held against the official schema and against what an operator must be able to trust."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text("utf-8"))


@pytest.mark.slow
def test_compose_file_follows_the_specification():
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (0, "") == (checked.returncode, checked.stderr), checked.stdout


@pytest.mark.parametrize("name", ["bot", "valkey"])
def test_service_runs_with_no_more_rights_than_it_needs(stack, name):
    service = stack["services"][name]
    assert service["read_only"] is True
    assert ["ALL"] == service["cap_drop"]
    assert ["no-new-privileges:true"] == service["security_opt"]
    assert ["/tmp"] == service["tmpfs"]  # noqa: S108  inside the container
    assert service["user"].split(":")[0] not in ("", "0", "root")
    assert "privileged" not in service


@pytest.mark.parametrize("name", ["bot", "valkey"])
def test_service_tells_whether_it_is_well(stack, name):
    assert "CMD" == stack["services"][name]["healthcheck"]["test"][0]


def test_bot_waits_for_a_healthy_store(stack):
    assert "service_healthy" == stack["services"]["bot"]["depends_on"]["valkey"]["condition"]


def test_nothing_is_published_but_the_web_port_on_loopback(stack):
    published = {name: s.get("ports", []) for name, s in stack["services"].items()}
    assert {"bot": ["127.0.0.1:${WEB_PORT:-8080}:8080"], "valkey": []} == published
    assert stack["networks"]["store"]["internal"] is True
    assert ["store"] == stack["services"]["valkey"]["networks"]


def test_secrets_come_by_file_and_stand_nowhere_in_the_stack(stack):
    environment = stack["services"]["bot"]["environment"]
    assert {"discord_token", "telegram_token"} == set(stack["secrets"])
    for name in stack["secrets"]:
        assert f"/run/secrets/{name}" == environment[f"REPRIEVE_{name.upper()}_FILE"]
        assert f"REPRIEVE_{name.upper()}" not in environment


def test_store_keeps_what_it_acknowledged(stack):
    words = " ".join(stack["services"]["valkey"]["command"])
    for setting in ("--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction"):
        assert setting in words
    assert "valkey-data:/data" in stack["services"]["valkey"]["volumes"]


def test_image_installs_only_what_is_locked():
    installs = [line for line in DOCKERFILE.splitlines() if "pip install" in line]
    assert 2 == len(installs)
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert "--no-deps --no-build-isolation" in installs[1]


def test_image_runs_as_a_fixed_user_and_checks_itself():
    assert "\nUSER 10001:10001\n" in DOCKERFILE
    assert 'CMD ["reprieve", "healthcheck"]' in DOCKERFILE
    assert 2 == DOCKERFILE.count("FROM python:3.13-slim-trixie")


def test_image_takes_in_nothing_but_the_product():
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = {
        w
        for line in DOCKERFILE.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for w in line.split()[1:-1]
    }
    assert "*" == lines[0]
    assert copied == {line[1:] for line in lines if line.startswith("!")}
