"""Records of JSON: documents and JSON Lines (JSON 记录)."""
