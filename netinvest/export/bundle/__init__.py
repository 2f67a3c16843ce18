"""Exhibit bundles: an archive that others can check without netinvest."""
