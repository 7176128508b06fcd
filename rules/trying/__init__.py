"""试算 trying: the cases of a pack, set on a stage, judged, and compared with what they expect."""
