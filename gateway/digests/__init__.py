"""What a department hears of its work once a day or once a week: what is new, late and unanswered."""
