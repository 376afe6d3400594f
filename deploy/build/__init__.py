"""What makes the images, and is in none: pins of the locks, the wheelhouse, the bills of materials."""
