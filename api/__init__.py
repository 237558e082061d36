"""The human half: HTTP for programs under ``/api/v1``, and pages for people. It knows the store and no machine."""
