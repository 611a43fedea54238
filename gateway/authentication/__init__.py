"""Who vouches for the sender of a mail: SPF, DKIM, DMARC and ARC, or the mail server in front (PROTOCOL 7)."""
