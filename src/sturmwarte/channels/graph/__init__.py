"""Meta's Graph API, shared by Facebook and Instagram: calls, errors, limits and signed webhooks.

No channel of its own: it has no `channel.yaml`. https://developers.facebook.com/docs/graph-api
"""
