"""What channels that read mailboxes share: mails taken apart, folders followed by IMAP. No channel itself."""
