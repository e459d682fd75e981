"""Watched places: what comes in, and how it is kept from doing harm.

registry (THE TABLE of kinds, `build`) · news_feed, telegram_preview, whitehouse (one file a kind)
feeds/ (the formats they share) · polled (fetch, parse, check) · http (the one egress), made of net/
worker (parsing under limits) with parse_child, wire · kind (what a kind declares)
"""
