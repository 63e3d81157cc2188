// Where pages are rendered there is no document, and so nothing to define.
export {};
