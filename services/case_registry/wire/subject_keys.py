"""Dependency on the key of subject keys, for verbs that write people's numbers."""

from typing import Annotated

from chassis.http.resources import resource
from contracts.subject_keys import SubjectKeys

KeysDep = Annotated[SubjectKeys, resource(SubjectKeys)]
