"""Case work F0–F5: people, cases, exposures, follow-up, quarantine and release (ca bệnh và người tiếp xúc).

Exposures are the only truth. Levels, follow-up and quarantine are derived from them under a dated policy and derived
again when something moves, with a difference a person can read. Its doors are `actions`, `queries` and `events`.
"""
