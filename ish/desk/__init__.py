"""The page frame, bases of tables, forms and exports, registries of navigation, search, panels; may import outbox and below."""
