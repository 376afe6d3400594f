"""The document exchange: official documents between agencies, with proof of who opened what, and when.

Owns: uploads, documents, their files and deliveries.
Publishes: la.gov.documents.document.dispatched.v1, la.gov.documents.delivery.opened.v1
Consumes: nothing yet.
"""
