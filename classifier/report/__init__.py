"""Results to text, files and pages: pure functions over results."""
