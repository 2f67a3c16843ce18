"""The closed vocabulary: record kinds, identifiers, graph model, findings. Imports nothing heavy."""
