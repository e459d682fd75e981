"""Matters as data: one TOML file a matter, and the way from such a file to a Matter.

schema: what may stand in a pack, with every check · load: which packs there are, and the Matters they make
follow: what a channel asks for, as a source · watched: the matters of packs and of channels, while the bot runs
opml: the lists that feed readers keep, both ways · tiktok.toml is watched by default, the others when they are named
"""
