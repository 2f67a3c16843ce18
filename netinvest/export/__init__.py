"""What leaves a case as a file: records and leads, with formulas disarmed and sources named."""
