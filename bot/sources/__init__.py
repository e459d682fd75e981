"""Watched places: what comes in, and how it is kept from doing harm.

registry (THE TABLE of kinds, `build`) · one file a kind: news_feed, pacer_rss (with pacer/), scotus_docket,
telegram_preview, whitehouse, in official/: federal_register, congress, govinfo · feeds/ (the formats they share)
polled (fetch, parse, check) · http (the one egress), made of net/ · worker (parsing under limits) with parse_child,
wire · kind (what a kind declares)
"""
