"""The mailbox: an SMTP server that delivers nothing and keeps everything to be read."""
