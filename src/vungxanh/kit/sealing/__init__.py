"""Personal data encrypted at rest (mã hóa dữ liệu cá nhân): a database or a backup alone tells nobody's telephone.

Doors: `fields.SealedTextField` for a column, `text.seal` and `text.unseal` for a value inside something else,
`rotation` to bring everything under a new key, `keys` for what keys there are, `written` for how they are written.
"""
