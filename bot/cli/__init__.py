"""The command line: main.py is the table of verbs, every other file is one verb.

Live: run · To see it work: demo, doctor · One part: parse, classify, eval, replay, count, opml · Of a bot that
runs: healthcheck, dead. texts/ holds what classify and eval share, checks.py what doctor looks at.
Exit codes: 0 all is well, 1 something was found or failed, 2 the call or the settings are wrong.
"""
