"""Hubs that push what feeds publish, so that news need not wait for the next poll (WebSub).

keeper: which hubs are asked, and when again · inbox: what hubs send, confirmations and news · signature: who sent it
"""
