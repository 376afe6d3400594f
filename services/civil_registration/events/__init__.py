"""What civil registration announces, by aspect."""
