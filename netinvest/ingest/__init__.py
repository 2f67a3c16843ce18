"""From a file as received to records in the ledger: decoded, cut, typed, checked, and every line accounted for."""
