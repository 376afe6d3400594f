"""Jinja2 templates of a component, rendered to HTML with every value escaped."""

from collections.abc import Callable

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

from chassis.prints.figures import moment, number
from contracts.problems import Language


class Templates:
    """The folder `templates` of a package; the frames and macros of this room stand beside it as `prints/…`.

    Filters are `number`, `moment`, and those that are given by name.
    """

    def __init__(self, package: str, **filters: Callable[[str], str]) -> None:
        shared = PrefixLoader({"prints": PackageLoader("chassis.prints")})
        self._environment = Environment(
            loader=ChoiceLoader([shared, PackageLoader(package)]),
            autoescape=True,
            undefined=StrictUndefined,  # a misspelt name is an error, where Jinja2 would print nothing
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"number": number, "moment": moment, **filters}

    def render(self, template: str, language: Language, /, **values: object) -> str:
        """Return a template as HTML, its language as `lang`; raise `jinja2.UndefinedError` if a value is missing."""
        return self._environment.get_template(template).render(lang=language, **values)
