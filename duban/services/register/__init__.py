"""名册：agencies and people, and what becomes of them — loaded, renamed, merged, split, answered for by others."""
