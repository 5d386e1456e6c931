"""The source-sink equations and their integration: numbers in, numbers and status codes out."""
