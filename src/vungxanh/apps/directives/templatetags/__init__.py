"""Template tags of directives."""
