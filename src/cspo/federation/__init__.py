"""Federation: feeds between sovereign stores that lose nothing and leak nothing."""
