"""What every process has: settings, clock, log, trace, telemetry, work beside the loop, and its end."""
