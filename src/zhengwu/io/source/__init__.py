"""Opening and decoding files, raw records, and the bounds on both (来源文件)."""
