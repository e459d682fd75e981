"""The words and rules of classification as data: one TOML file per language and theme, and what reads them.

*_actors.toml, *_verbs.toml, *_words.toml … name tags and the words that carry them; *_rules.toml name what a row of
tags says. load.py reads and checks them (an error names file and entry), inflect.py makes the forms of English verbs.
How to add a word or a rule: README.md beside this file.
"""
