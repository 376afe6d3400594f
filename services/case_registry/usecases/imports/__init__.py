"""Import of cases from earlier systems with `chassis.imports`: all rows or none, unless `partial`."""
