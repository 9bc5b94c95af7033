"""What is kept of people, and who does not want to be kept."""
