"""What the gateway says: templates in the sender's language, made into drafts."""
