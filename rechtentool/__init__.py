"""Rechtentool: is a homeless EU citizen in the Netherlands entitled to equal treatment in shelter?

The application advises and explains; the municipality decides.
"""
