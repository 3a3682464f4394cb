"""The Bluezone server: devices, codes, uploads, key batches and the edges made of them (máy chủ truy vết).

It owns phones and what they hand in, never people: a case or contact of `cases` is known here by an opaque number.
Its doors are the app's own addresses (`app`), the modern channel (`channel`) and `actions`.
"""
