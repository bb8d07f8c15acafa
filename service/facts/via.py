"""Tasks that reach an agency as a member of a collective: shown with the agency among theirs, `via` the collective."""

import json
from collections.abc import Callable

from service.names import Names
from service.queries import TaskFilter


def with_members(wanted: TaskFilter, names: Names) -> Callable[[bytes], bytes]:
    """What adds to a task's public JSON the agencies asked for that a collective on it stands for."""
    standing = set(wanted.reached)

    def added(body: bytes) -> bytes:
        task = json.loads(body)
        held = {agency["code"] for agency in task["agencies"]}
        named = list(task["agencies"])
        for code in wanted.agencies:
            if code in held:
                continue
            for collective in (each for each in named if (code, each["code"], task["plan"]) in standing):
                name = names.name_of(code)
                reached = {"code": code, "name": {"zh": name.zh, "en": name.en}, "via": collective["code"]}
                task["agencies"].append(collective | reached)
        return json.dumps(task, ensure_ascii=False, separators=(",", ":")).encode()

    return added
