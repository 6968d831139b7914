"""Reads bank statements and says where the money went."""
