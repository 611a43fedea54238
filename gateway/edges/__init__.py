"""Protocols that messages arrive by: SMTP, LMTP and webhooks. Thin."""
