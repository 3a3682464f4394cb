"""The design system (hệ giao diện): components, page kinds, formats, charts and maps that every feature uses.

Owns no data and knows no feature. Its doors are the cotton components, the templates in `ui/`, the template tags
`ui_format` and the functions of `vungxanh.ui.svg`.
"""
