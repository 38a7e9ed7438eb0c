"""Sentences for people that can still be translated: English text that remembers how it was made."""

from collections.abc import Mapping


class Sentence(str):
    """An English sentence; `template` is what stands in the catalogues, `values` are filled into its {names}.

    It is a str wherever English is wanted: in the log, on the command line, in the API. The page translates the
    template, then those of its values that are sentences, too.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> "Sentence":
        """`template` with `values` filled in as `str.format` does; one without values stays as it is."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template = template
        made.values = values or {}
        return made


def sentence(template: str, **values: object) -> Sentence:
    """A sentence that people may read; the template must be a literal, which is how the catalogues get to know it."""
    return Sentence(template, values)
