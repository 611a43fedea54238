"""Other systems are told of what happens to tickets: what they are told, in which words, and to whom it goes."""

from gateway.webhooks.noticing import drop_old_news, heed_webhooks, ping, tell_webhooks

__all__ = ["drop_old_news", "heed_webhooks", "ping", "tell_webhooks"]
