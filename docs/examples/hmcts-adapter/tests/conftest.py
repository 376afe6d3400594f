"""The folder that a whole run of Saphan needs, for the walk through the README."""

from tests.support.postgres import data_folder

__all__ = ["data_folder"]
