"""What is measured: programs that build, check and load the same data with one library each, most in that library's environment."""
