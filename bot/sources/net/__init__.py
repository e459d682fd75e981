"""What the egress is made of: where it may go, how much it takes, how often it asks.

guard: which addresses · locations: which URLs, and where a redirect may lead · inflate: capped bodies · lanes: one
request a host at a time, and pauses
"""
