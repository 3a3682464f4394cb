"""Vietnamese text: canonical form, folding, ordering and legacy encodings (văn bản tiếng Việt)."""
