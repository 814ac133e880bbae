"""Keeps a Python SDK true to an OpenAPI document that somebody else changes every day."""
