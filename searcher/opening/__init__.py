"""Opening hits in other programs: editors, viewers, and what the desktop has for a file."""
