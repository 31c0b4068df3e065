"""The optimal attacks on released regressions."""
