"""Pages of the organisation; thin: a form, an action or a query, a template."""
