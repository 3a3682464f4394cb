"""Reads of the organisation: who acts, which units exist on a date, who belongs to a group."""
