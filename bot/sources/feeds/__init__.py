"""Syndication formats, bytes in, Parsed out; pure, and never raising (I3).

parse (which reader, and when to ask another) · xml_reader (RSS, Atom, RDF by libxml2) · json_reader (JSON Feed)
loose_reader (feedparser, for what is too broken) · decode, repair (before a second look) · entry (what readers return)
items (entries to items: plain text, absolute links, identity) · hubs (who pushes it)
"""
