"""What is known of modem families: one TOML file each, read into values; a new family is a new file and its note."""
