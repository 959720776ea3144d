"""Policy-as-code data-flow auditor: declared flows and promises in, a verdict with places out."""

__version__ = "0.1.0"
