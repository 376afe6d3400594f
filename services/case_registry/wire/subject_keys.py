"""The key of the bus, for verbs that write people down."""

from typing import Annotated

from chassis.http.resources import resource
from contracts.subject_keys import SubjectKeys

KeysDep = Annotated[SubjectKeys, resource(SubjectKeys)]
