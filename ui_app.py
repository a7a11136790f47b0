"""The page's front door: an address in, the page it names out."""

import streamlit as st

from index.errors import SearchError
from ingest.errors import IngestError
from night.errors import NightError
from settings import SettingsError
from ui import (
    accessibility,
    address,
    collection,
    document,
    frame,
    language,
    night,
    problem,
    pulled,
    search,
    sources,
    topics,
)
from ui import help as guide

PAGES = {
    address.SEARCH: ("Sök", search.show),
    address.DOCUMENT: ("Dokument", document.show),
    address.TOPICS: ("Ämnen", topics.show),
    address.COLLECTION: ("Samlingen", collection.show),
    address.SOURCES: ("Mina källor", sources.show),
    address.PULLED: ("Hämtning", pulled.show),
    address.NIGHT: ("Senaste natten", night.show),
    address.HELP: ("Hjälp", guide.show),
    address.ACCESSIBILITY: ("Tillgänglighet", accessibility.show),
}


def main() -> None:
    """Draw the page that the address names, in the language that the visitor has chosen."""
    language.use(st.context.cookies.get(language.COOKIE))
    pages = [
        st.Page(show, title=title, url_path=path[1:], default=path == address.SEARCH)
        for path, (title, show) in PAGES.items()
    ]
    page = st.navigation(pages, position="hidden")
    frame.draw_head(f"/{page.url_path}")
    try:
        page.run()
    except (SearchError, IngestError, NightError, SettingsError) as error:
        problem.show(error)


if __name__ == "__main__":
    main()
