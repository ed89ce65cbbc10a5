"""The version, in one place (版本号)."""

__version__ = "0.1.0"
