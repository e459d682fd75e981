"""What other tools take from here: a calendar, feeds and a small API, each of the public matters alone.

calendar: deadlines as .ics · feeds: stories as Atom and JSON Feed · api: everything as JSON, described by openapi.json
routes: who gets what
"""
