"""The checks of ``vkp verify``, N1 to N10: each says what it found, what that means and what to do about it."""
