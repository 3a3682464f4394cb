"""Work (nhiệm vụ): assignments, progress, reminders and recurrence; its doors are actions, queries and events."""
