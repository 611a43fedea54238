"""What is done to a ticket inside a transaction: the desk's clicks and a department's mail do the same."""
