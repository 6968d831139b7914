"""What is proven: gathered when a tree settles, judged, recorded."""
