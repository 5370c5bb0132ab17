"""The routes of the HTTP API, under ``/v1``: each hands a request to the views and returns their JSON."""
