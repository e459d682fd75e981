"""What the bot answers over HTTP; facts come in as callables, so this folder knows nothing of the engine.

server: listens, knows the routes · health: /healthz, for container and monitor · metrics_page: /metrics, for Prometheus
inbox, inbox_websub (hubs): what is pushed, answered when it is safe · peers: who really asks, through proxies too
"""
