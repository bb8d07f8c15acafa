"""What the seed files say of facts, worked out in plain Python without any code of the service.

`COLLECTIONS` holds the JSON that each collection has to show, in its order; `select` says which of it a filter means.
"""

from .bodies import COLLECTIONS as COLLECTIONS
from .filters import FILTERS as FILTERS
from .filters import NAMED as NAMED
from .filters import TASK_FILTERS as TASK_FILTERS
from .filters import select as select
from .filters import values as values
from .written import DOCUMENTS as DOCUMENTS
from .written import EVIDENCE as EVIDENCE
from .written import HELD as HELD
from .written import INITIATIVES as INITIATIVES
from .written import INSTRUMENTS as INSTRUMENTS
from .written import LADDER as LADDER
from .written import LINKS as LINKS
from .written import MEMBERS as MEMBERS
from .written import TOPICS as TOPICS
from .written import by_number as by_number
from .written import progress as progress
from .written import task_facts as task_facts
from .written import task_of as task_of
