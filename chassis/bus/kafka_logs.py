"""aiokafka's log lines, each once a minute: while brokers are down it repeats them hundreds of times."""

import logging

from chassis.process.once_per_minute import OncePerMinute


def limit_library_logs() -> None:
    """Limit all loggers of aiokafka, once."""
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "aiokafka"]:
        logger = logging.getLogger(name)
        if not any(isinstance(known, OncePerMinute) for known in logger.filters):
            logger.addFilter(OncePerMinute())
