"""Each kind of table as a frame of keys, grouped where its equality is exact: one file an engine."""
