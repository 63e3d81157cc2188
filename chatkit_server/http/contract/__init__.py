"""What this server promises to those who call it, generated from what it does.

`operation` is put on a route's handler and says what it takes and gives; `openapi` writes that down
for all routes of an app, and `protocol` writes down the ChatKit protocol.
"""

from chatkit_server.http.contract.operation import Media, Operation, operation

__all__ = ["Media", "Operation", "operation"]
