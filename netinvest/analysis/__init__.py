"""What can be measured on a network: advertisement clusters, ties, money, control, communities."""
