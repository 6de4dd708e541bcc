"""Generated archives, and runs over them."""
