"""Jinja2 templates of a component, rendered to HTML with every value escaped, or to source code as plain text."""

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


class PlainTemplates:
    """A folder of a package whose templates make plain text, such as source code; who shows it in a page escapes it."""

    def __init__(self, package: str, folder: str, **filters: Callable[[str], str]) -> None:
        self._environment = Environment(
            loader=PackageLoader(package, folder),
            autoescape=False,  # noqa: S701 - no HTML: an escaped quotation mark would be a fault of the code
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= filters

    def render(self, template: str, /, **values: object) -> str:
        """Return a template as text; raise `jinja2.UndefinedError` if a value is missing."""
        return self._environment.get_template(template).render(values)
