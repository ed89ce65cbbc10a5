"""Who may do what here, in whose name (由谁办理)."""
