"""What accounts can do: make and stop accounts, hand out links and tokens, lift locks, end sessions."""
