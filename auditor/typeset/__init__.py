"""A document of plain blocks, set as Markdown or HTML, and with the extras as DOCX or PDF."""
