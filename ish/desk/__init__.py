"""The page frame, the bases of tables, forms and exports, and the registries of navigation, search and panels; may import outbox and below."""
