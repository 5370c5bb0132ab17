"""What results tables of reports hold: figures, scores, and values of one question through years and frameworks."""
