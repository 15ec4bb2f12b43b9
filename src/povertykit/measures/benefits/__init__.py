"""Whom benefits reach, and what they do to the poverty gap."""
