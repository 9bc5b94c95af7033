"""The terminal itself: colours, columns, progress, pages."""
