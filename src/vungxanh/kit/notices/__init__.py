"""Telling people (thông báo): in the application at once, once a day as a digest, and urgent things by their channel.

Doors: `actions` (notify, withdraw, mark_read, set_preference), `queries`, `senders.register`. Higher features bring
more channels. A notice that is no longer true is withdrawn, and what is withdrawn before it goes is never sent.
"""
