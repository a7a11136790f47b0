"""Answers of the commands, as JSON values and as lines for a person at a terminal."""
