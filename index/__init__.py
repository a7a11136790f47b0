"""Documents -> answers to questions: Swedish, ranking and engines."""
