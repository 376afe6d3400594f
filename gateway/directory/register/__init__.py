"""The control tower's register: the directory as operations of its own, under `/directory/v1`.

Whoever changes it proposes, another officer decides, and everything is remembered as it was.
"""
