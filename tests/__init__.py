"""Tests by kind: unit, golden, property (fast) · contract, walks, chaos, e2e (real servers) · architecture · bench."""
