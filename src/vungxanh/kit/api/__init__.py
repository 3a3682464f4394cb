"""What the routers of all features share: entity tags, named guards, input that a database can hold, error wording."""
