"""发声：who is to be told what — said, held back, released by a person, counted up, and shown again."""
