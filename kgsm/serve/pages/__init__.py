"""What each page shows: one module a kind of page, one frozen dataclass a template."""
