"""What a run can be told: one model a step, each field with its default, bounds and meaning.

These classes are the single source of the configuration schema
(``workflow/schemas/config.schema.json``), of ``config/README.md`` and of the defaults of the
command line. A field of a step's class is an option of that step's command by the same name
(``max_offset`` is ``--max-offset``). They hold science only: no threads, memory or output paths.
"""

from motiflens.config.data import Prepare
from motiflens.config.effects import Effects
from motiflens.config.explaining import Attribute, Audit
from motiflens.config.export import Export
from motiflens.config.families import Families
from motiflens.config.hits import Hits
from motiflens.config.importing import Import
from motiflens.config.loci import Loci
from motiflens.config.model import Model, Train
from motiflens.config.results import Discover, Draw, Report
from motiflens.config.section import Name, Section
from motiflens.config.validating import method_options, validate
from motiflens.config.whole import Analysis, Config

__all__ = [
    "Analysis",
    "Attribute",
    "Audit",
    "Config",
    "Discover",
    "Draw",
    "Effects",
    "Export",
    "Families",
    "Hits",
    "Import",
    "Loci",
    "Model",
    "Name",
    "Prepare",
    "Report",
    "Section",
    "Train",
    "method_options",
    "validate",
]
