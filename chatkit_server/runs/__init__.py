"""Runs: answers that are written by tasks of their own, and outlive their connections."""
