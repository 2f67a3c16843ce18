"""What an investigator asks next, each question a module: an answer in lines, and every line with its rows."""
