"""The collection over HTTP, in JSON and as feeds; `api.routes` is what a server takes in."""

from api.asked import feed
from api.routes import OPEN, Places, routes

__all__ = ["OPEN", "Places", "feed", "routes"]
