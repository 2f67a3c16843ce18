"""``python -m netinvest.cli``."""

from netinvest.cli import main

main()
