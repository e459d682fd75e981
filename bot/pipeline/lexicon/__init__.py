"""The words and rules of classification as data, and what reads them.

en/ zh/ docket/ official/ hold TOML: words with their tags, and rules that say what a row of tags means (README.md).
load.py reads and checks them; an error names the file and the entry. inflect.py makes the forms of English verbs.
"""
