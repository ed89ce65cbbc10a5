"""The engines that move cases through the stations (仿真引擎)."""
