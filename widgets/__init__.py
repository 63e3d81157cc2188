"""Widgets as data: ``.widget`` files, typed builders for them, and checks on both sides.

``tasks`` has the builders; ``templates`` loads any ``.widget`` file; ``components`` knows every
component and prop that a renderer draws. Nothing here knows the server or its storage.
"""
