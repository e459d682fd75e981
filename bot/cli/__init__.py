"""The command line: main.py is the table of verbs, every other file is one verb.

Live: run · To see it work: demo, doctor · One part: parse, classify, eval, replay, count · In a container: healthcheck.
Exit codes: 0 all is well, 1 something was found or failed, 2 the call or the settings are wrong.
"""
