"""The name and version of each reader, apart from the readers and the libraries they read by.

They are all that a night needs which finds nothing to read.

A version is raised when its reader gives other text, or other claims, for files that are held: what
was read under another is read again at the next pass.
"""

DOC = "doc/2"
DOCX = "docx/4"
EML = "eml/3"
EPUB = "epub/3"
HTML = "html/4"
IMAGE = "image/1"
LEGACY = "legacy/1"
MARKDOWN = "markdown/3"
OCR = "ocr/1"
ODT = "odt/3"
PDF = "pdf/8"
PPTX = "pptx/2"
RTF = "rtf/2"
TEXT = "text/6"
XLSX = "xlsx/2"
XML = "xml/4"
ZIP = "zip/2"
MHTML = f"mhtml/2+{HTML}"
