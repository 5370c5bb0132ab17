"""Following: a document's links, and what people say of one."""
