"""收发：letters are written, frozen, handed over and accounted for; what comes back is put on file."""
