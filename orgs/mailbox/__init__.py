"""Mail that stays at home: kept as files in a folder, and looked at in a browser. DEBUG only."""
