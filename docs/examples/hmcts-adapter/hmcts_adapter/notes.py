"""Notes of the mapping: what in a document has no place in ours, or is doubtful."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a document that has no place in ours, or that its source warns of."""

    file: str
    pointer: str
    code: str
    text: str


@dataclass(slots=True)
class Notes:
    """The notes on the files of one run."""

    file: str = ""  # the one being read
    all: list[Note] = field(default_factory=list)

    def add(self, pointer: str, code: str, text: str) -> None:
        """Note something about the file being read."""
        self.all.append(Note(self.file, pointer, code, text))

    def listed(self) -> list[dict[str, str]]:
        """Return the notes as a report has them."""
        return [asdict(each) for each in self.all]
