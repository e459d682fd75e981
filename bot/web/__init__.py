"""What the bot answers over HTTP; facts come in as callables and ports, so this folder knows nothing of the engine.

server: listens, knows the routes · pages: for people · plugs: calendar, feeds, API · records, told: what both read from
answers: made once for many readers · language, headers: of every answer · health, metrics_page: for monitors
inbox, inbox_websub: what publishers push, answered when it is safe · peers: who really asks, through proxies too
"""
