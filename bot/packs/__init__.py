"""Matters as data: one TOML file a matter, and the way from such a file to a Matter.

schema: what may stand in a pack, with every check · load: which packs there are, and the Matters they make
tiktok.toml: the TikTok divest-or-ban law, followed by default
"""
