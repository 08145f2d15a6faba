"""What can go wrong, as types. Problems in reports are data (`records.Problem`); these are for misuse.

WhimbrelError            root; the command line prints it as one line and exits with code 2
├── UsageError           an option or argument that cannot be used
├── InputError           a file that cannot be read at all (missing, a folder without reports, not a gold file)
├── DataError            a table or ontology file with a bad row: says the file, the line and what to do
├── ModelError           model files missing, of another release, or damaged
└── PipelineError        steps in an order that cannot work (a programmer's mistake)
"""


class WhimbrelError(Exception):
    """Root of all exceptions that Whimbrel raises on purpose; the message is one line for the user."""


class UsageError(WhimbrelError):
    """An option or argument that cannot be used."""


class InputError(WhimbrelError):
    """An input that cannot be read at all."""


class DataError(WhimbrelError):
    """A table or ontology file with a bad row."""


class ModelError(WhimbrelError):
    """Model files that are missing, damaged or of another release."""


class PipelineError(WhimbrelError):
    """Steps in an order that cannot work."""
