"""Random input for every part that reads what nobody vouches for; what it found stands in the tests of that part."""
