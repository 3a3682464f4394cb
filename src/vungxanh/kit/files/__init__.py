"""Files kept by their content (kho tệp): typed by what is inside, scanned, written so that kill -9 loses nothing.

Doors: `actions` (store, discard), `queries` (open_file, path_of), `responses.download`, `scanners.register`.
Who may read a file is the business of the feature that refers to it.
"""
