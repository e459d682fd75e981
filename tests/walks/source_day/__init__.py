"""A day of two hundred sources at compressed time: who publishes what and fails how, and what must come of it.

virtual_time · entries · feed_bodies, official_bodies, court_bodies (what publishers write) · publisher, faults · web
(what is fetched) · press, courts, cast (who there is) · walk (the real loops) · history (what happened) · check (is it
right)
"""
