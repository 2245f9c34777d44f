from typing import Any

from django_tasks.backends.immediate import ImmediateBackend


class NowOrLater(ImmediateBackend):
    """Runs what is due at once; what is for later stays undone, as if the hour had not come."""

    supports_defer = True

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        if task.run_after is None:
            return super().enqueue(task, args, kwargs)
        return None
