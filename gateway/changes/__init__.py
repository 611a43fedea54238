"""What is done to a ticket, inside somebody else's transaction: the desk's clicks and a department's mail do the same."""
