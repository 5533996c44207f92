"""The sample task for visitors: no account, nothing stored. Spans exercises and the public face."""
