"""Writes of the organisation: import, dated changes, aliases, posts, stand-ins, standard groups, demonstration."""
