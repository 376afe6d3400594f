"""Import of old register books with `chassis.imports`: all rows or none, unless `partial`."""
