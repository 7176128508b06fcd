"""措辞 wording: from the values of a paper to its words in reading order, by our templates or by the office's own."""
