"""The rule book of statutory limits (法定时限规则)."""
