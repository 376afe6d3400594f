"""What the case registry refuses, beside what every service refuses: a module for each aspect of a case."""
