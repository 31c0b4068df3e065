"""One module a room; each states facts about the room in campaigns."""
