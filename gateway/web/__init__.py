"""Pages for residents, departments and administrators."""
