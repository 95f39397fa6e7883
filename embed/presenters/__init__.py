"""Pure presenters: from the core's answers to what templates show. No queries, no clock."""
