"""The page's front door: an address -> the page it names."""

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
from ui.language import _, said

PAGES = {
    address.SEARCH: (said("Sök"), search.show),
    address.DOCUMENT: (said("Dokument"), document.show),
    address.TOPICS: (said("Ämnen"), topics.show),
    address.COLLECTION: (said("Samlingen"), collection.show),
    address.SOURCES: (said("Mina källor"), sources.show),
    address.PULLED: (said("Hämtning"), pulled.show),
    address.NIGHT: (said("Senaste natten"), night.show),
    address.HELP: (said("Hjälp"), guide.show),
    address.ACCESSIBILITY: (said("Tillgänglighet"), accessibility.show),
}


def main() -> None:
    """Draw the page that the address names, in the language that the visitor has chosen."""
    language.use(st.context.cookies.get(language.COOKIE))
    pages = [
        st.Page(show, title=_(title), url_path=path[1:], default=path == address.SEARCH)
        for path, (title, show) in PAGES.items()
    ]
    page = st.navigation(pages, position="hidden")
    frame.draw_head(f"/{page.url_path}")
    try:
        with frame.TURNS:
            page.run()
    except (SearchError, IngestError, NightError, SettingsError) as error:
        problem.show(error)


if __name__ == "__main__":
    main()
