"""What a changed rulebook would do to real requests: both are asked, and the differences are counted."""
