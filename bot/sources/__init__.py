"""Watched places: what comes in, and how it is kept from doing harm.

registry (THE TABLE of kinds) · one file a kind: news_feed, pacer_rss (with pacer/), scotus_docket, telegram_preview,
whitehouse; federal_register, congress, govinfo in official/; courtlistener/ · feeds/ (the formats they share) · polled
http (the one egress), made of net/ · hub_client · worker (parsing under limits), parse_child, wire · kind (declares)
"""
