"""Mailboxes (mbox): each message with its attachments."""

from searcher.ingest.extract.mail import read_mailbox as read

__all__ = ["read"]
