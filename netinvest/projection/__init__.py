"""One question's network, projected from the graph store and the ledger."""
