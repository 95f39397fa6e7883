"""Payment providers, each behind the same small face. Today: `offline`, pay on arrival."""
