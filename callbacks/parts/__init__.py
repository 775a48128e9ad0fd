"""Parts of the incident workspace: one file a part, found at start. A file offers ``PART = Part(id="FILE", ...)``."""
