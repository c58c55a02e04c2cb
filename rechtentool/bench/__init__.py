"""Measures how long an assessment and a step of the questions take, beside another engine, in one run.

For developers: it needs the development packages, and no other part of the application uses it.
"""
