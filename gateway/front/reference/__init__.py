"""The reference: OpenAPI documents as developers read them, made of those that services registered.

Words, examples, shared headers and samples are put into what is served. What the gateway enforces is the registered
document and stays as it is.
"""
